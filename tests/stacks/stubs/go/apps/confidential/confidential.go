// Package confidential has the names and signatures that MSAL for Go documents and the snippet uses, and nothing behind
// them.
package confidential

import (
	"context"
	"crypto"
	"crypto/x509"
	"time"
)

// Credential is a client credential.
type Credential struct{}

// Client is a confidential client.
type Client struct{}

// AuthResult is what a call gives.
type AuthResult struct{ ExpiresOn time.Time }

// Option is an option of New.
type Option func()

// AcquireByCredentialOption is an option of AcquireTokenByCredential.
type AcquireByCredentialOption interface{ acquireByCredentialOption() }

// CertFromPEM reads certificates and a key.
func CertFromPEM(pemData []byte, password string) ([]*x509.Certificate, crypto.PrivateKey, error) {
	return nil, nil, nil
}

// NewCredFromCert makes a credential.
func NewCredFromCert(certs []*x509.Certificate, key crypto.PrivateKey) (Credential, error) {
	return Credential{}, nil
}

// WithX5C sends the certificate.
func WithX5C() Option { return nil }

// New makes a client.
func New(authority, clientID string, cred Credential, options ...Option) (Client, error) {
	return Client{}, nil
}

// AcquireTokenByCredential signs in.
func (c Client) AcquireTokenByCredential(ctx context.Context, scopes []string, opts ...AcquireByCredentialOption) (AuthResult, error) {
	return AuthResult{}, nil
}
