// As MSAL for Java documents it, and nothing behind it.
package com.microsoft.aad.msal4j;

import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;

public class ClientCredentialFactory {
    public static IClientCredential createFromCertificate(InputStream pkcs12Certificate, String password)
            throws GeneralSecurityException, IOException {
        return null;
    }
}
