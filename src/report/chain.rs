//! Who signed, and who issued whom: the certificate of the assertion's key and those above it.

use crate::case::Case;
use crate::checks::finding::{Finding, Status};
use crate::checks::signature::SIGNED_WITH_ANOTHER_KEY;
use crate::evidence::certificate::Certificate;
use crate::limits::MAX_CHAIN_LINKS;
use crate::notation::encoding::to_hex;
use crate::report::{ChainLink, ChainNaming, ChainRelation};

/// The chain of a case, from the certificate that signed upwards; empty without an assertion or a certificate.
pub fn build(case: &Case<'_>, findings: &[Finding]) -> Vec<ChainLink> {
    let bottom = case.signer().or_else(|| case.named_leniently()).or_else(|| case.certificate(0));
    let Some(bottom) = bottom.filter(|_| case.assertion.is_some()) else { return Vec::new() };
    let chain = issuers_of(bottom, &case.certificates());
    let relation = |index: usize| if index == 0 { signed(case, bottom, findings) } else { ChainRelation::Issuer };
    let links = chain.iter().enumerate().map(|(index, one)| ChainLink {
        relation: relation(index),
        label: one.label(),
        sha1: Some(to_hex(&one.sha1)),
        named: naming(case, one),
        ca: one.ca,
        self_signed: one.self_issued(),
    });
    // An issuer whose certificate is missing is still known by name.
    let missing = chain.last().filter(|top| !top.self_issued()).map(|top| ChainLink {
        relation: ChainRelation::Issuer,
        label: top.issuer.clone(),
        sha1: None,
        named: None,
        ca: true,
        self_signed: false,
    });
    links.chain(missing).collect()
}

/// A certificate and those above it, as far as they are available.
fn issuers_of<'c>(bottom: &'c Certificate, all: &[&'c Certificate]) -> Vec<&'c Certificate> {
    let mut chain = vec![bottom];
    let mut last = bottom;
    while chain.len() < MAX_CHAIN_LINKS && !last.self_issued() {
        let known = |one: &Certificate| chain.iter().any(|link| link.sha256 == one.sha256);
        let Some(above) = all.iter().find(|one| one.subject == last.issuer && !known(one)) else { break };
        chain.push(above);
        last = above;
    }
    chain
}

fn signed(case: &Case<'_>, bottom: &Certificate, findings: &[Finding]) -> ChainRelation {
    // A signature that does not verify was not necessarily made by another key.
    let foreign = |one: &Finding| one.id.name == SIGNED_WITH_ANOTHER_KEY.name && one.status == Status::Cause;
    match case.signer() {
        Some(signer) if signer.sha256 == bottom.sha256 => ChainRelation::Signed,
        _ if findings.iter().any(foreign) => ChainRelation::NotSigned,
        _ => ChainRelation::PerhapsSigned,
    }
}

/// How the header names a certificate, if it does.
fn naming(case: &Case<'_>, certificate: &Certificate) -> Option<ChainNaming> {
    let identifiers = || case.identifiers.iter().filter(|one| one.identifies(certificate));
    if identifiers().any(|one| one.is_proper()) {
        return Some(ChainNaming::Named);
    }
    identifiers().next().map(|_| ChainNaming::Meant)
}
