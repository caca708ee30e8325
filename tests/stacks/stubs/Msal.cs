// The parts of MSAL for .NET and of .NET 9 that the snippet uses: their names and signatures as Microsoft documents them,
// and nothing behind them.
using System.Collections.Generic;
using System.Threading.Tasks;

namespace System.Security.Cryptography.X509Certificates
{
    public static class X509CertificateLoader
    {
        public static X509Certificate2 LoadPkcs12FromFile(string path, string password) { return null; }
    }
}

namespace Microsoft.Identity.Client
{
    using System.Security.Cryptography.X509Certificates;

    public class AuthenticationResult { }

    public class AcquireTokenForClientParameterBuilder
    {
        public Task<AuthenticationResult> ExecuteAsync() { return null; }
    }

    public interface IConfidentialClientApplication
    {
        AcquireTokenForClientParameterBuilder AcquireTokenForClient(IEnumerable<string> scopes);
    }

    public class ConfidentialClientApplicationBuilder
    {
        public static ConfidentialClientApplicationBuilder Create(string clientId) { return null; }
        public ConfidentialClientApplicationBuilder WithAuthority(string authorityUri, bool validateAuthority = true) { return null; }
        public ConfidentialClientApplicationBuilder WithCertificate(X509Certificate2 certificate) { return null; }
        public ConfidentialClientApplicationBuilder WithCertificate(X509Certificate2 certificate, bool sendX5C) { return null; }
        public IConfidentialClientApplication Build() { return null; }
    }
}
