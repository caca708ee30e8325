// As MSAL for Java documents it, and nothing behind it.
package com.microsoft.aad.msal4j;

import java.util.Set;

public class ClientCredentialParameters {
    public static Builder builder(Set<String> scopes) {
        return null;
    }

    public static class Builder {
        public ClientCredentialParameters build() {
            return null;
        }
    }
}
