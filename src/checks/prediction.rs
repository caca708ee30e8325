//! What is left of a predicted answer when the error is at hand: whether they agree.

use crate::checks::finding::ids;

ids! {
    /// # Something else was sent, or is registered
    /// Compares the answer that Entra ID would give to what is here with the error that came.
    ///
    /// They differ, so what is here is not what was refused: the running program sends another assertion, or the registration
    /// has changed since.
    ///
    /// fix: Take the assertion and the error from one and the same attempt, and list the registered keys again.
    /// raises: registered {"appId":"c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11","keyCredentials":[{"keyId":"6a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01","key":"{der:app}","type":"AsymmetricX509Cert","usage":"Verify"}]} ; error AADSTS50048: Subject must match the issuer claim in the client assertion.
    /// mended: registered {"appId":"c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11","keyCredentials":[{"keyId":"6a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01","key":"{der:app}","type":"AsymmetricX509Cert","usage":"Verify"}]}
    ANSWER_DIFFERS {
        id: "answer-differs",
        stage: Request,
        guide: [DiagnoseAssertion, DiagnoseConfiguration],
        citations: [MS_ERROR_CODES],
    }

    /// # The error is what these inputs are answered with
    /// The answer that Entra ID would give to what is here is the error that came.
    ANSWER_AGREES {
        id: "answer-agrees",
        stage: Request,
        guide: [DiagnoseAssertion],
        citations: [MS_ERROR_CODES],
    }
}
