//! Visits every text in a report.
//!
//! Each struct is destructured without `..`, so that a new field does not compile until someone has decided whether
//! outside text can get into it. Every `String` and every [`Text`] counts as such, even one that we format ourselves
//! today, because its type does not exclude outside text. Numbers, booleans, enums and `&'static str` are left alone.

use serde_json::{Map, Value};

use crate::language::Text;
use crate::preflight::{App, Preflight, Reason};
use crate::report::{
    Answer, AssertionReport, CaseGroup, CaseReport, CertificateReport, ChainLink, ErrorReport, Evidence,
    FederatedCredentialReport, FindingReport, FoundKey, GuideReport, InputReport, KeyReport, MemberReport, PartReport,
    Question, RegisteredKeyReport, Report, SignatureReport, Summary, ThumbprintCell, ThumbprintColumn, ThumbprintRow,
    ThumbprintTable, Tool, Unchecked, Unpaired, Verdict,
};

/// Changes one text.
type Edit<'a> = &'a mut dyn FnMut(&mut String);

/// Something that contains texts that may come from outside.
pub(super) trait EachText {
    /// Edits each of them.
    fn each_text(&mut self, edit: Edit<'_>);
}

/// Edits the texts of several fields.
fn each<const COUNT: usize>(fields: [&mut dyn EachText; COUNT], edit: Edit<'_>) {
    for field in fields {
        field.each_text(edit);
    }
}

impl EachText for String {
    fn each_text(&mut self, edit: Edit<'_>) {
        edit(self);
    }
}

impl EachText for Text {
    fn each_text(&mut self, edit: Edit<'_>) {
        self.edit(edit);
    }
}

impl<T: EachText> EachText for Option<T> {
    fn each_text(&mut self, edit: Edit<'_>) {
        self.iter_mut().for_each(|one| one.each_text(edit));
    }
}

impl<T: EachText> EachText for Vec<T> {
    fn each_text(&mut self, edit: Edit<'_>) {
        self.iter_mut().for_each(|one| one.each_text(edit));
    }
}

impl EachText for Map<String, Value> {
    fn each_text(&mut self, edit: Edit<'_>) {
        for (mut name, mut value) in std::mem::take(self) {
            edit(&mut name);
            value.each_text(edit);
            self.insert(name, value);
        }
    }
}

impl EachText for Value {
    fn each_text(&mut self, edit: Edit<'_>) {
        match self {
            Self::String(text) => edit(text),
            Self::Array(items) => items.each_text(edit),
            Self::Object(members) => members.each_text(edit),
            Self::Null | Self::Bool(_) | Self::Number(_) => {}
        }
    }
}

impl EachText for Preflight {
    fn each_text(&mut self, edit: Edit<'_>) {
        // Two numbers and a time.
        let Self { apps, schema: _, at: _, left_out: _ } = self;
        apps.each_text(edit);
    }
}

impl EachText for App {
    fn each_text(&mut self, edit: Edit<'_>) {
        let Self {
            app_id,
            until,
            because,
            x5t,
            x5t_s256,
            label,
            // Two booleans, a time and an enum.
            works: _,
            is_of_credential: _,
            end: _,
            outcome: _,
        } = self;
        each([app_id, until, because, x5t, x5t_s256, label], edit);
    }
}

impl EachText for Reason {
    fn each_text(&mut self, edit: Edit<'_>) {
        // A static text and an enum.
        let Self { says, id: _, status: _ } = self;
        says.each_text(edit);
    }
}

impl EachText for Report {
    fn each_text(&mut self, edit: Edit<'_>) {
        let Self {
            at,
            inputs,
            certificates,
            errors,
            registered_keys,
            federated_credentials,
            groups,
            cases,
            unpaired,
            // A number, an enum, and two static texts.
            schema: _,
            at_source: _,
            tool: Tool { name: _, version: _ },
            // What is looked for.
            secrets: _,
        } = self;
        each([at, inputs, certificates, errors, registered_keys, federated_credentials, groups, cases, unpaired], edit);
    }
}

impl EachText for FederatedCredentialReport {
    fn each_text(&mut self, edit: Edit<'_>) {
        let Self { input, owner, client_id, name, issuer, subject, expression, audiences } = self;
        each([input, owner, client_id, name, issuer, subject, expression, audiences], edit);
    }
}

impl EachText for CaseGroup {
    fn each_text(&mut self, edit: Edit<'_>) {
        let Self {
            thumbprint,
            sentence,
            first,
            last,
            client_ids,
            input,
            // The id of a finding, which is a static text, an enum, and numbers.
            verdict: _,
            state: _,
            cases: _,
            count: _,
            line: _,
        } = self;
        each([thumbprint, sentence, first, last, client_ids, input], edit);
    }
}

impl EachText for Unpaired {
    fn each_text(&mut self, edit: Edit<'_>) {
        // An enum and a number cannot contain any.
        let Self { kind_label, input, what, why, kind: _, line: _ } = self;
        each([kind_label, input, what, why], edit);
    }
}

impl EachText for InputReport {
    fn each_text(&mut self, edit: Edit<'_>) {
        // An enum and a boolean cannot contain any.
        let Self { name, kind_label, detail, problem, unwrapped, inside, kind: _, needs_password: _ } = self;
        each([name, kind_label, detail, problem, unwrapped, inside], edit);
    }
}

impl EachText for CertificateReport {
    fn each_text(&mut self, edit: Edit<'_>) {
        let Self {
            input,
            label,
            subject,
            issuer,
            serial,
            not_before,
            not_after,
            sha1,
            sha256,
            x5t,
            x5t_s256,
            key,
            // Booleans and enums.
            ca: _,
            self_issued: _,
            key_usage: _,
            has_private_key: _,
        } = self;
        each([input, label, subject, issuer, serial, not_before, not_after, sha1, sha256, x5t, x5t_s256, key], edit);
    }
}

impl EachText for KeyReport {
    fn each_text(&mut self, edit: Edit<'_>) {
        // A number cannot contain any.
        let Self { kind, bits: _ } = self;
        kind.each_text(edit);
    }
}

impl EachText for ErrorReport {
    fn each_text(&mut self, edit: Edit<'_>) {
        let Self {
            input,
            thumbprint,
            x5t_seen,
            found_key,
            configured_keys,
            app_id,
            current_time,
            timestamp,
            trace_id,
            correlation_id,
            meaning,
            // Numbers and an enum.
            line: _,
            column: _,
            codes: _,
            reason: _,
        } = self;
        each([input, thumbprint, x5t_seen, found_key, configured_keys, app_id], edit);
        each([current_time, timestamp, trace_id, correlation_id, meaning], edit);
    }
}

impl EachText for RegisteredKeyReport {
    fn each_text(&mut self, edit: Edit<'_>) {
        let Self { input, app_id, key_id, name, sha1, start, end, usage, kind } = self;
        each([input, app_id, key_id, name, sha1, start, end, usage, kind], edit);
    }
}

impl EachText for CaseReport {
    fn each_text(&mut self, edit: Edit<'_>) {
        let Self {
            at,
            summary,
            issued_at,
            assertion,
            questions,
            chain,
            thumbprints,
            findings,
            verdict,
            answer,
            guide,
            // An enum and a number.
            at_source: _,
            error: _,
            // What is looked for.
            secrets: _,
        } = self;
        each(
            [at, summary, issued_at, assertion, questions, chain, thumbprints, findings, verdict, answer, guide],
            edit,
        );
        if let Some(assertion) = assertion {
            // A position in the removed part of the token is clamped to where the token now ends.
            let length = assertion.token.chars().count();
            let places =
                findings.iter_mut().flat_map(|finding| &mut finding.evidence).filter_map(|one| one.at.as_mut());
            places.flatten().for_each(|place| *place = (*place).min(length));
        }
    }
}

impl EachText for Summary {
    fn each_text(&mut self, edit: Edit<'_>) {
        let Self {
            input,
            time,
            client_id,
            tenant,
            thumbprint,
            trace_id,
            correlation_id,
            headline,
            sentence,
            // Numbers, enums, a truth value, and the id of a finding, which is a static text.
            line: _,
            column: _,
            code: _,
            state: _,
            verdict: _,
            confidence: _,
            proved: _,
        } = self;
        each([input, time, client_id, tenant, thumbprint, trace_id, correlation_id, headline, sentence], edit);
    }
}

impl EachText for AssertionReport {
    fn each_text(&mut self, edit: Edit<'_>) {
        let Self {
            input,
            token,
            parts,
            header,
            claims,
            members,
            signature,
            // Numbers.
            line: _,
            column: _,
        } = self;
        each([input, token, parts, header, claims, members, signature], edit);
        // A position in the removed part of the token is clamped to where the token now ends.
        let length = token.chars().count();
        let places = parts.iter_mut().flat_map(|part| [&mut part.start, &mut part.end]);
        let places = places.chain(members.iter_mut().flat_map(|member| [&mut member.start, &mut member.end]));
        places.for_each(|place| *place = (*place).min(length));
    }
}

impl EachText for PartReport {
    fn each_text(&mut self, edit: Edit<'_>) {
        // An enum and numbers cannot contain any.
        let Self { decoded, name: _, start: _, end: _ } = self;
        decoded.each_text(edit);
    }
}

impl EachText for MemberReport {
    fn each_text(&mut self, edit: Edit<'_>) {
        let Self {
            name,
            text,
            reading,
            meaning,
            // Enums, static texts, and numbers.
            part: _,
            state: _,
            findings: _,
            start: _,
            end: _,
        } = self;
        each([name, text, reading, meaning], edit);
    }
}

impl EachText for SignatureReport {
    fn each_text(&mut self, edit: Edit<'_>) {
        // An enum cannot contain any.
        let Self { algorithm, certificate, say, status: _ } = self;
        each([algorithm, certificate, say], edit);
    }
}

impl EachText for Question {
    fn each_text(&mut self, edit: Edit<'_>) {
        // Enums and the id of a finding, which is a static text.
        let Self { title, answer, id: _, state: _, finding: _ } = self;
        each([title, answer], edit);
    }
}

impl EachText for ChainLink {
    fn each_text(&mut self, edit: Edit<'_>) {
        // Enums and booleans cannot contain any.
        let Self { label, sha1, relation: _, named: _, ca: _, self_signed: _ } = self;
        each([label, sha1], edit);
    }
}

impl EachText for ThumbprintTable {
    fn each_text(&mut self, edit: Edit<'_>) {
        let Self { columns, rows } = self;
        each([columns, rows], edit);
    }
}

impl EachText for ThumbprintColumn {
    fn each_text(&mut self, edit: Edit<'_>) {
        let Self { label, origin, sha1 } = self;
        each([label, origin, sha1], edit);
    }
}

impl EachText for ThumbprintRow {
    fn each_text(&mut self, edit: Edit<'_>) {
        // An enum cannot contain any.
        let Self { label, header, cells, id: _ } = self;
        each([label, header, cells], edit);
    }
}

impl EachText for ThumbprintCell {
    fn each_text(&mut self, edit: Edit<'_>) {
        // A boolean cannot contain any.
        let Self { value, note, matches: _ } = self;
        each([value, note], edit);
    }
}

impl EachText for FindingReport {
    fn each_text(&mut self, edit: Edit<'_>) {
        let Self {
            title,
            evidence,
            explanation,
            advice,
            looks_at,
            raises,
            mended,
            why,
            // Static texts and enums.
            id: _,
            status: _,
            confidence: _,
            question: _,
            guide: _,
            citations: _,
        } = self;
        each([title, evidence, explanation, advice, looks_at, raises, mended, why], edit);
    }
}

impl EachText for Evidence {
    fn each_text(&mut self, edit: Edit<'_>) {
        // Positions in the token are clamped with the case, which knows how long the token is now.
        let Self { place, found, found_means, expected, expected_means, exact, member, at: _ } = self;
        for (value, exact) in [found, expected].into_iter().zip(exact) {
            let before = value.clone();
            value.each_text(edit);
            // A value that was edited can no longer be copied as the value itself.
            *exact &= *value == before;
        }
        each([place, found_means, expected_means], edit);
        if let Some((_, name)) = member {
            edit(name);
        }
    }
}

impl EachText for Verdict {
    fn each_text(&mut self, edit: Edit<'_>) {
        // A static text and an enum cannot contain any.
        let Self { headline, sentence, advice, next, unchecked, finding: _, confidence: _ } = self;
        each([headline, sentence, advice, next, unchecked], edit);
    }
}

impl EachText for Answer {
    fn each_text(&mut self, edit: Edit<'_>) {
        let Self {
            thumbprint,
            found_key,
            text,
            say,
            needs,
            // Numbers, enums, a static text and a boolean.
            status: _,
            error: _,
            code: _,
            reason: _,
            mark: _,
            agrees: _,
        } = self;
        each([thumbprint, found_key, text, say, needs], edit);
    }
}

impl EachText for FoundKey {
    fn each_text(&mut self, edit: Edit<'_>) {
        let Self { start, end } = self;
        each([start, end], edit);
    }
}

impl EachText for Unchecked {
    fn each_text(&mut self, edit: Edit<'_>) {
        let Self { what, needs, commands, wanted: _ } = self;
        each([what, needs, commands], edit);
    }
}

impl EachText for GuideReport {
    fn each_text(&mut self, edit: Edit<'_>) {
        // Static texts and an enum cannot contain any.
        let Self { section, title, say, id: _, state: _, findings: _ } = self;
        each([section, title, say], edit);
    }
}
