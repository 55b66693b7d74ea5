//! TLS, as far as the URL wants it verified.

use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme,
};
use talktrack::{Error, Result};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::settings::{Settings, Verify};

pub(crate) type Connector = MakeRustlsConnect;

/// What speaks TLS with the server.
pub(crate) fn connector(settings: &Settings) -> Result<Connector> {
    let failed = |reason: String| Error::Storage {
        attempted: format!("prepare TLS for {}", settings.place()),
        reason,
    };
    let provider = Arc::new(ring::default_provider());
    let mut roots = RootCertStore::empty();
    if let Some(path) = &settings.root {
        let certificates = CertificateDer::pem_file_iter(path)
            .map_err(|error| failed(format!("{}: {error}: check sslrootcert", path.display())))?;
        for certificate in certificates {
            let certificate = certificate.map_err(|error| {
                failed(format!("{}: {error}: check sslrootcert", path.display()))
            })?;
            // Of the many certificates of a system, some are too odd to be of use.
            let _ = roots.add(certificate);
        }
        if roots.is_empty() {
            return Err(failed(format!(
                "{} holds no certificate in PEM form: check sslrootcert",
                path.display()
            )));
        }
    }
    let signed = if roots.is_empty() {
        None
    } else {
        let verifier =
            WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider));
        Some(verifier.build().map_err(|error| failed(error.to_string()))?)
    };
    let verifier = Verifier { verify: settings.verify, signed, provider: Arc::clone(&provider) };
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| failed(error.to_string()))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}

/// Verifies as much as `sslmode` says, which can be less than TLS usually means.
#[derive(Debug)]
struct Verifier {
    verify: Verify,
    signed: Option<Arc<WebPkiServerVerifier>>,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        own: &CertificateDer<'_>,
        between: &[CertificateDer<'_>],
        host: &ServerName<'_>,
        status: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let Some(signed) = &self.signed else {
            return Ok(ServerCertVerified::assertion());
        };
        match signed.verify_server_cert(own, between, host, status, now) {
            Err(rustls::Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) if self.verify != Verify::SignerAndHost => Ok(ServerCertVerified::assertion()),
            Err(_) if self.verify == Verify::Nothing => Ok(ServerCertVerified::assertion()),
            verified => verified,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let known = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signature, known)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let known = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signature, known)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
