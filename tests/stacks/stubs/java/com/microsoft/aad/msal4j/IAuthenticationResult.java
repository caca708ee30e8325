// As MSAL for Java documents it, and nothing behind it.
package com.microsoft.aad.msal4j;

public interface IAuthenticationResult {
    java.util.Date expiresOnDate();
}
