//! Where the rules are written down. Each citation is listed once, so that a moved page is fixed in one place.

macro_rules! citations {
    ($($(#[doc = $doc:literal])+ $name:ident = $url:literal;)+) => {
        $($(#[doc = $doc])+ pub const $name: &str = $url;)+
        /// Every citation.
        #[cfg(feature = "testing")]
        pub const ALL: &[&str] = &[$($name),+];
    };
}

citations! {
    /// Microsoft: certificate credentials: what the assertion must contain.
    MS_CERTIFICATE_CREDENTIALS = "https://learn.microsoft.com/entra/identity-platform/certificate-credentials";
    /// Microsoft: error codes of the sign-in service.
    MS_ERROR_CODES = "https://learn.microsoft.com/entra/identity-platform/reference-error-codes";
    /// Microsoft: the client credentials grant, with the shape of the request.
    MS_CLIENT_CREDENTIALS = "https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow";
    /// Microsoft: the on-behalf-of grant, whose user assertion is another token.
    MS_ON_BEHALF_OF = "https://learn.microsoft.com/entra/identity-platform/v2-oauth2-on-behalf-of-flow";
    /// Microsoft Graph: the keyCredential resource.
    GRAPH_KEY_CREDENTIAL = "https://learn.microsoft.com/graph/api/resources/keycredential";
    /// Microsoft Graph: addKey and its proof of possession.
    GRAPH_ADD_KEY = "https://learn.microsoft.com/graph/api/application-addkey";
    /// Microsoft Graph: the policies for the credentials of applications.
    GRAPH_APP_POLICY = "https://learn.microsoft.com/graph/api/resources/applicationauthenticationmethodpolicy";
    /// Microsoft Graph: what a policy may say about certificates.
    GRAPH_KEY_RESTRICTION = "https://learn.microsoft.com/graph/api/resources/keycredentialconfiguration";
    /// Microsoft: workload identity federation.
    MS_FEDERATION = "https://learn.microsoft.com/entra/workload-id/workload-identity-federation";
    /// Microsoft: what federated credentials may contain, and their limits.
    MS_FEDERATION_CONSIDERATIONS = "https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations";
    /// Microsoft: federated credentials with an expression.
    MS_FLEXIBLE_CREDENTIALS = "https://learn.microsoft.com/entra/workload-id/workload-identities-flexible-federated-identity-credentials";
    /// GitHub: the permission that a job needs for a token, and what the token says.
    GITHUB_OIDC = "https://docs.github.com/actions/reference/security/oidc";
    /// Microsoft: addresses of the national clouds.
    MS_NATIONAL_CLOUDS = "https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud";
    /// WHATWG URL: how a form is written and read.
    URL_FORM = "https://url.spec.whatwg.org/#application/x-www-form-urlencoded";
    /// RFC 6749: how a client authenticates with a secret.
    RFC6749_CLIENT = "https://www.rfc-editor.org/rfc/rfc6749#section-2.3";
    /// RFC 6749: the token endpoint and its parameters.
    RFC6749_TOKEN = "https://www.rfc-editor.org/rfc/rfc6749#section-3.2";
    /// RFC 7523: the parameters that carry a client assertion.
    RFC7523_CLIENT = "https://www.rfc-editor.org/rfc/rfc7523#section-2.2";
    /// RFC 7515: the `alg` header.
    RFC7515_ALG = "https://www.rfc-editor.org/rfc/rfc7515#section-4.1.1";
    /// RFC 7515: the `kid` header.
    RFC7515_KID = "https://www.rfc-editor.org/rfc/rfc7515#section-4.1.4";
    /// RFC 7515: the `x5c` header.
    RFC7515_X5C = "https://www.rfc-editor.org/rfc/rfc7515#section-4.1.6";
    /// RFC 7515: the `x5t` header.
    RFC7515_X5T = "https://www.rfc-editor.org/rfc/rfc7515#section-4.1.7";
    /// RFC 7515: the `x5t#S256` header.
    RFC7515_X5T_S256 = "https://www.rfc-editor.org/rfc/rfc7515#section-4.1.8";
    /// RFC 7515: how a signature is made and over which bytes.
    RFC7515_SIGNING = "https://www.rfc-editor.org/rfc/rfc7515#section-5.1";
    /// RFC 7515: the compact serialisation.
    RFC7515_COMPACT = "https://www.rfc-editor.org/rfc/rfc7515#section-7.1";
    /// RFC 7516: encrypted tokens.
    RFC7516_JWE = "https://www.rfc-editor.org/rfc/rfc7516#section-3.1";
    /// RFC 7518: signature algorithms.
    RFC7518_ALGORITHMS = "https://www.rfc-editor.org/rfc/rfc7518#section-3.1";
    /// RFC 7518: ECDSA signatures.
    RFC7518_ECDSA = "https://www.rfc-editor.org/rfc/rfc7518#section-3.4";
    /// RFC 7518: RSA-PSS signatures.
    RFC7518_PSS = "https://www.rfc-editor.org/rfc/rfc7518#section-3.5";
    /// RFC 7519: NumericDate.
    RFC7519_NUMERIC_DATE = "https://www.rfc-editor.org/rfc/rfc7519#section-2";
    /// RFC 7519: the registered claims.
    RFC7519_CLAIMS = "https://www.rfc-editor.org/rfc/rfc7519#section-4.1";
    /// RFC 7523: what a JWT for client authentication must contain.
    RFC7523 = "https://www.rfc-editor.org/rfc/rfc7523#section-3";
    /// RFC 7638: the thumbprint of a JWK, another thing than that of a certificate.
    RFC7638 = "https://www.rfc-editor.org/rfc/rfc7638#section-3";
    /// RFC 5280: the validity of a certificate.
    RFC5280_VALIDITY = "https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.5";
    /// RFC 5280: the public key in a certificate.
    RFC5280_KEY = "https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.7";
    /// RFC 7292: PKCS#12, the format of a PFX.
    RFC7292_PKCS12 = "https://www.rfc-editor.org/rfc/rfc7292#section-4";
    /// RFC 7468: PEM.
    RFC7468_PEM = "https://www.rfc-editor.org/rfc/rfc7468#section-2";
    /// RFC 8017: signatures with RSA.
    RFC8017_SIGNATURES = "https://www.rfc-editor.org/rfc/rfc8017#section-8";
    /// RFC 4648: base64url.
    RFC4648_URL = "https://www.rfc-editor.org/rfc/rfc4648#section-5";
}
