// As MSAL for Java documents it, and nothing behind it.
package com.microsoft.aad.msal4j;

import java.net.MalformedURLException;
import java.util.concurrent.CompletableFuture;

public class ConfidentialClientApplication {
    public static Builder builder(String clientId, IClientCredential clientCredential) {
        return null;
    }

    public CompletableFuture<IAuthenticationResult> acquireToken(ClientCredentialParameters parameters) {
        return null;
    }

    public static class Builder {
        public Builder authority(String val) throws MalformedURLException {
            return this;
        }

        public ConfidentialClientApplication build() {
            return null;
        }
    }
}
