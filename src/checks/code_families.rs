//! The sign-in service's codes that do not concern client assertions themselves, by what they have in common.

use super::code::{Family, Subject, family};
use crate::checks::finding::Stage;
use crate::language::Phrase;

const NOTHING: Phrase = phrase!("It says nothing of the client assertion.");
const PERSON: Phrase = phrase!("It concerns a person's sign-in, not the client assertion.");
const DEVICE: Phrase = phrase!("It concerns the device of a person, not the client assertion.");
const OTHER_TOKEN: Phrase = phrase!("It concerns another token than the client assertion.");

/// Every family of codes.
pub(super) const FAMILIES: &[Family] = &[
    family(
        Subject::Elsewhere,
        &[],
        Some(PERSON),
        phrase!("The account is not known in this tenant, or is not the one that the sign-in is for."),
        &[
            16003, 50020, 50034, 50177, 50178, 50197, 90072, 90125, 160_011, 500_211, 500_341, 500_344, 700_056,
            9_002_321, 1_003_037,
        ],
    ),
    family(
        Subject::Elsewhere,
        &[],
        Some(PERSON),
        phrase!("The sign-in needs something from a person, so it cannot go on silently."),
        &[
            26000, 50019, 50058, 50085, 50125, 50140, 50157, 50158, 50160, 50168, 50199, 50201, 50203, 50207, 50208,
            50209, 53006, 53007, 160_021, 399_218, 500_581, 500_583, 501_314, 9_002_341,
        ],
    ),
    family(
        Subject::Elsewhere,
        &[],
        Some(PERSON),
        phrase!("Signing in with a QR code failed, or is switched off."),
        &[29200, 29201, 29202, 29203, 29204, 29205, 29206, 29207, 29208, 29210, 29211, 29212],
    ),
    family(
        Subject::Elsewhere,
        &[],
        Some(PERSON),
        phrase!(
            "Another identity provider, to which the sign-in was passed on, failed or answered with something that was not accepted."
        ),
        &[
            40002, 40003, 40004, 40005, 40008, 40009, 40010, 40013, 40014, 40015, 40016, 50159, 70041, 90050, 90123,
            90134, 500_126, 500_277, 1_000_021, 1_000_022, 1_000_023,
        ],
    ),
    family(
        Subject::Elsewhere,
        &[],
        Some(NOTHING),
        phrase!("The federation with another identity provider, or its domain, is not set up rightly."),
        &[
            50107, 50161, 50169, 50170, 50172, 50176, 50186, 50200, 54007, 70024, 1_000_005, 1_000_006, 1_000_007,
            1_000_008, 1_000_009, 1_000_010, 1_000_011, 1_000_012, 1_000_013, 1_000_018, 1_000_019, 9_002_320,
        ],
    ),
    family(
        Subject::Elsewhere,
        &[],
        Some(NOTHING),
        phrase!("The service had a passing fault; the same request may succeed later."),
        &[
            50003, 50004, 50033, 50087, 90006, 90012, 90024, 90025, 90030, 90031, 90032, 90033, 90035, 90039, 90041,
            90045, 90090, 90091, 90202, 399_216, 399_219, 1_002_022, 1_003_030, 2_205_013,
        ],
    ),
    family(
        Subject::Elsewhere,
        &[],
        Some(NOTHING),
        phrase!("The service failed inside, or reports a state of its own that a caller cannot change."),
        &[
            50000, 50024, 50049, 50051, 50082, 50138, 50190, 50193, 90000, 90010, 90036, 90037, 90040, 90046, 90047,
            90052, 90092, 90093, 90128, 300_030, 399_206, 399_211, 399_212, 399_215, 399_217, 399_220, 399_233,
            399_234, 399_235, 399_236, 399_237, 500_031, 500_032, 500_331, 650_051, 1_000_501, 1_002_010, 1_003_032,
            1_003_036, 1_003_038, 1_003_039, 5_001_214,
        ],
    ),
    family(
        Subject::Elsewhere,
        &[],
        Some(NOTHING),
        phrase!("The tenant does not support what was asked for, or has it switched off."),
        &[50002, 50075, 81007, 90044, 500_015, 530_004, 1_002_011],
    ),
    family(
        Subject::Elsewhere,
        &[],
        Some(OTHER_TOKEN),
        phrase!("A token in the request, in the format SAML, SWT or another, did not validate."),
        &[
            50006, 50008, 50010, 90016, 90020, 500_081, 500_082, 500_083, 500_084, 500_085, 500_086, 500_087, 500_088,
            500_089, 500_101, 500_102, 500_103, 500_122, 500_123, 700_002, 700_006, 900_161, 5_000_811, 7_000_011,
            7_000_020, 7_000_033, 9_002_310, 9_002_311, 9_002_312,
        ],
    ),
    family(
        Subject::Elsewhere,
        &[],
        Some(NOTHING),
        phrase!("The rules by which the app gets its claims, name ids or keys for its tokens are not set up rightly."),
        &[
            50007, 50023, 50042, 50043, 50045, 50093, 50094, 50095, 50096, 50100, 50101, 50102, 50103, 50123, 50124,
            50146, 501_241, 9_002_329,
        ],
    ),
    family(
        Subject::Elsewhere,
        &[],
        Some(NOTHING),
        phrase!("The redirect address is not registered on the app, or does not have a form that is accepted."),
        &[
            50011, 50029, 399_231, 399_232, 500_111, 500_113, 500_114, 500_115, 500_116, 500_117, 500_118, 500_119,
            700_009, 700_041, 700_042, 700_043, 700_045, 700_046, 700_047, 700_055, 900_971,
        ],
    ),
    family(
        Subject::Elsewhere,
        &[],
        Some(PERSON),
        phrase!("The guest account is not ready: the invitation or the privacy statement waits for the person."),
        &[50014, 50202, 50204, 50205, 500_141, 500_142],
    ),
    family(
        Subject::Elsewhere,
        &[],
        Some(PERSON),
        phrase!("The person does not have the age that is required, or nobody gave consent for it."),
        &[50015, 54000],
    ),
    family(
        Subject::Elsewhere,
        &[],
        Some(PERSON),
        phrase!("The certificate that a person signs in with was not accepted."),
        &[50017, 500_183, 500_185, 500_186, 500_187, 1_002_002],
    ),
    family(
        Subject::Elsewhere,
        &[],
        Some(PERSON),
        phrase!("The name, password or one-time code is wrong, missing or too old."),
        &[50052, 50054, 50056, 50126, 50181, 50182, 50183, 50184, 50185, 500_346, 501_811],
    ),
    family(
        Subject::Elsewhere,
        &[],
        Some(PERSON),
        phrase!("The account is locked or disabled."),
        &[50053, 50057, 500_571],
    ),
    family(
        Subject::Elsewhere,
        &[],
        Some(PERSON),
        phrase!("The password has expired or must be changed."),
        &[50055, 50135, 50137, 50142, 50144],
    ),
    family(
        Subject::Elsewhere,
        &[],
        Some(PERSON),
        phrase!(
            "The session, the refresh token or another grant of a person has expired, was revoked or does not fit."
        ),
        &[
            50089, 50132, 50133, 50136, 50139, 50143, 50173, 70043, 70044, 70045, 70046, 81014, 90086, 700_081,
            700_082, 700_083, 700_084,
        ],
    ),
    family(
        Subject::Elsewhere,
        &[],
        Some(NOTHING),
        phrase!("Nothing in the request says which tenant is meant, or what it says contradicts itself."),
        &[50059, 50128, 90019, 500_208, 500_210],
    ),
    family(
        Subject::Elsewhere,
        &[],
        Some(PERSON),
        phrase!("Signing out failed."),
        &[50060, 50061, 50062, 50068, 50069, 50070, 50071, 1_002_017, 9_002_315, 9_002_316, 9_002_318],
    ),
    family(
        Subject::Elsewhere,
        &[],
        Some(PERSON),
        phrase!("Multi-factor sign-in is required, failed, or cannot be set up here."),
        &[
            50072, 50074, 50076, 50078, 50079, 50088, 53004, 53010, 54008, 54009, 54010, 500_121, 500_881, 500_882,
            500_883,
        ],
    ),
    family(
        Subject::Elsewhere,
        &[],
        Some(NOTHING),
        phrase!("A policy of conditional access, security defaults or risk detection stopped the sign-in."),
        &[50005, 50077, 50081, 53011, 530_031, 530_032, 530_033, 530_034, 530_035],
    ),
    family(
        Subject::Elsewhere,
        &[],
        Some(DEVICE),
        phrase!("The device is not registered, not managed or not in the state that a policy requires."),
        &[
            50097, 50127, 50129, 50131, 50155, 50156, 50187, 50206, 53000, 53001, 53002, 53005, 53009, 130_007,
            130_008, 293_004, 501_271, 501_291, 501_292, 501_293, 501_312, 501_313, 530_002, 530_003, 530_021, 530_081,
            700_003, 700_004, 700_013, 700_014, 1_000_503, 1_000_701, 1_002_001, 1_002_003, 1_002_004, 1_002_005,
            1_002_006, 1_002_023, 9_001_011,
        ],
    ),
    family(
        Subject::Elsewhere,
        &[],
        Some(DEVICE),
        phrase!("The browser is not one that the policy accepts."),
        &[53008, 501_311, 530_001, 530_011, 530_022],
    ),
    family(
        Subject::Elsewhere,
        &[],
        Some(NOTHING),
        phrase!("The request lacks something, or a value in it has a form that is not accepted."),
        &[
            50016, 50025, 50026, 50038, 50050, 50080, 50091, 50099, 50130, 50192, 81016, 90004, 90005, 90007, 90013,
            90015, 90017, 90022, 90023, 90026, 90028, 90029, 90073, 90081, 90082, 90083, 90087, 90100, 90101, 90102,
            90107, 90112, 90116, 90117, 90121, 90122, 90131, 90138, 90150, 700_012, 900_143, 1_000_024, 1_002_014,
            7_000_021, 9_002_314, 9_002_317, 9_002_330, 9_002_338,
        ],
    ),
    family(
        Subject::Elsewhere,
        &[],
        Some(NOTHING),
        phrase!("The proof key of the authorization code (PKCE) is missing or does not fit."),
        &[50147, 50148, 50149, 501_471, 501_481, 501_482, 501_491, 9_002_325],
    ),
    family(
        Subject::Elsewhere,
        &[],
        Some(PERSON),
        phrase!("The app is open only to people who were assigned to it, and this account was not."),
        &[50105],
    ),
    family(
        Subject::Elsewhere,
        &[],
        Some(PERSON),
        phrase!("The sign-in with a device code was not finished, has expired, or is not possible here."),
        &[
            50134, 50189, 70030, 70031, 70033, 70034, 70035, 70036, 70037, 70039, 90119, 90120, 90132, 90136, 90139,
            7_000_014,
        ],
    ),
    family(
        Subject::Elsewhere,
        &[],
        Some(NOTHING),
        phrase!(
            "The app or the resource cannot be used at this endpoint: /common, /organizations, /consumers or a tenant of its own is needed instead."
        ),
        &[
            50194, 90124, 90126, 90129, 90130, 500_209, 1_000_020, 1_002_026, 9_002_328, 9_002_331, 9_002_332,
            9_002_337, 9_002_339,
        ],
    ),
    family(
        Subject::Elsewhere,
        &[],
        Some(PERSON),
        phrase!("This kind of account, such as a personal or a guest account, cannot be used here."),
        &[
            50179, 90027, 90084, 90088, 500_200, 500_201, 500_202, 500_204, 500_205, 500_206, 500_207, 500_582,
            700_008, 1_000_015, 1_000_030, 1_003_034,
        ],
    ),
    family(Subject::Elsewhere, &[], Some(NOTHING), phrase!("The client repeats the same request in a loop."), &[50196]),
    family(
        Subject::Elsewhere,
        &[],
        Some(NOTHING),
        phrase!("Nobody has consented yet to what the app asks for; an administrator or a person must."),
        &[50150, 65001, 90008, 90094, 90095, 90096, 90097, 90098, 650_011, 650_056, 900_941, 900_942],
    ),
    family(Subject::Elsewhere, &[], Some(PERSON), phrase!("The person declined."), &[65004, 90135, 90137, 650_041]),
    family(
        Subject::Elsewhere,
        &[],
        Some(NOTHING),
        phrase!("The permissions that the app asks for do not exist on the resource, or are not in its registration."),
        &[65005, 65006, 65007, 650_053, 650_054, 650_055, 650_057, 650_061, 1_003_031],
    ),
    family(
        Subject::Elsewhere,
        &[],
        Some(OTHER_TOKEN),
        phrase!(
            "The authorization code or another grant was used already, or was issued to another app, tenant or address."
        ),
        &[
            54005, 500_112, 500_135, 700_005, 700_007, 700_044, 7_000_012, 7_000_013, 7_000_015, 7_000_024, 7_000_025,
            7_000_026, 9_002_326, 9_002_327,
        ],
    ),
    family(
        Subject::Elsewhere,
        &[],
        Some(NOTHING),
        phrase!(
            "The resource is not known in this tenant, is disabled, or cannot be used here: look at scope or resource."
        ),
        &[50001, 500_011, 500_012, 500_013, 500_014, 500_016, 500_017, 700_017, 700_018, 700_039, 7_000_117],
    ),
    family(
        Subject::Elsewhere,
        &[],
        Some(NOTHING),
        phrase!("The app asks for a token for itself; its own id must be given as a GUID."),
        &[90009],
    ),
    family(
        Subject::Elsewhere,
        &[],
        Some(NOTHING),
        phrase!("A tenant restriction or a policy for access between tenants forbids it."),
        &[500_021, 500_022, 500_023, 500_024, 500_025, 500_212, 500_213],
    ),
    family(
        Subject::Elsewhere,
        &[],
        Some(PERSON),
        phrase!("Signing in with Windows or Kerberos (seamless single sign-on) failed."),
        &[
            50180, 81001, 81004, 81005, 81006, 81008, 81009, 81010, 81011, 81012, 81013, 81015, 140_004, 140_005,
            140_006, 140_007, 140_008, 140_009, 140_010, 5_001_213,
        ],
    ),
    family(
        Subject::Elsewhere,
        &[],
        Some(PERSON),
        phrase!("Windows Hello or its key was not accepted."),
        &[130_001, 130_004, 130_005, 130_006, 130_009, 500_129, 500_342, 500_343, 1_003_033],
    ),
    family(
        Subject::Elsewhere,
        &[],
        Some(PERSON),
        phrase!("A sign-in without password (by phone or Temporary Access Pass) failed or is not allowed."),
        &[130_500, 130_501, 130_502, 130_503, 130_504, 130_505, 130_506, 130_507],
    ),
    family(
        Subject::Elsewhere,
        &[],
        Some(PERSON),
        phrase!("Signing in with a passkey (FIDO2) failed."),
        &[
            135_000, 135_001, 135_002, 135_003, 135_004, 135_005, 135_006, 135_007, 135_008, 135_009, 135_010, 135_011,
            135_012, 135_013, 135_014, 135_015, 135_016, 135_017, 135_018, 135_019, 135_020, 135_021, 135_022,
        ],
    ),
    family(
        Subject::Elsewhere,
        &[],
        Some(OTHER_TOKEN),
        phrase!("A primary refresh token, a device secret or a key that a token is bound to was not accepted."),
        &[
            50141, 140_000, 140_001, 140_002, 140_003, 399_208, 399_209, 399_213, 399_214, 500_124, 500_125, 500_127,
            500_128, 500_138, 500_139, 1_000_025, 1_000_026, 1_000_027, 1_000_028, 1_000_029, 1_000_032, 1_000_033,
            1_000_034, 1_000_035, 1_000_036, 1_000_037, 1_000_038, 1_000_039, 1_000_040, 1_002_024, 1_003_013,
            1_003_035, 5_000_611, 5_001_210, 5_001_211, 5_001_212, 7_000_016, 7_000_017, 7_000_018, 7_000_019,
            7_000_022, 7_000_023, 7_000_027, 7_000_028, 7_000_029, 7_000_030, 7_000_031, 7_000_032, 7_000_034,
            9_002_322, 9_002_333, 9_002_334, 9_002_335, 9_002_336, 9_002_340,
        ],
    ),
    family(
        Subject::Elsewhere,
        &[],
        Some(DEVICE),
        phrase!("Devices could not be joined in bulk."),
        &[90114, 240_000, 240_001, 240_003, 240_004, 240_005],
    ),
    family(
        Subject::UserAssertion,
        &[Stage::Request],
        None,
        phrase!(
            "The token passed on in the on-behalf-of grant does not fit: another version, another tenant, or not one for this app."
        ),
        &[500_136, 500_137, 1_000_014],
    ),
    family(
        Subject::Elsewhere,
        &[],
        Some(NOTHING),
        phrase!("The app may not act on behalf of others in this way."),
        &[7_000_113, 90089, 700_001],
    ),
    family(
        Subject::UserAssertion,
        &[Stage::Request],
        None,
        phrase!("The token passed on in the on-behalf-of grant is an application's own, without a user."),
        &[7_000_114],
    ),
    family(
        Subject::Elsewhere,
        &[],
        Some(NOTHING),
        phrase!("A broker app may not get tokens for this app, or its registration is not as it must be."),
        &[399_229, 399_230, 7_000_223, 7_000_224, 7_000_228, 7_000_115],
    ),
    family(
        Subject::Assertion,
        &[Stage::Issuer, Stage::Algorithm],
        None,
        phrase!(
            "The assertion carries claims or an actor token that only services of Microsoft may send, or in another form than they must have."
        ),
        &[700_033, 700_034, 700_035, 700_036, 700_037, 700_040, 700_048, 700_049, 700_050],
    ),
    family(
        Subject::Elsewhere,
        &[],
        Some(NOTHING),
        phrase!(
            "The application is not known in this tenant, is not available, or its id is not one that may be used."
        ),
        &[90049, 90099, 700_011, 700_019, 700_020, 700_038, 1_000_031, 7_000_217],
    ),
    family(
        Subject::Elsewhere,
        &[],
        Some(NOTHING),
        phrase!("The tenant, the account or the resource belongs to another cloud."),
        &[90038, 90042, 1_000_104, 1_002_021, 90043, 90051],
    ),
    family(
        Subject::Elsewhere,
        &[],
        Some(NOTHING),
        phrase!("The response_type is not enabled for the app, or does not go with the scope."),
        &[399_207, 700_051, 700_052, 700_053, 700_054],
    ),
    family(
        Subject::Elsewhere,
        &[],
        Some(NOTHING),
        phrase!("The app is a public client and sent a client secret."),
        &[9_002_319],
    ),
    family(
        Subject::Elsewhere,
        &[],
        Some(NOTHING),
        phrase!("The machine uses a TLS version or cipher that is no longer accepted."),
        &[1_002_016],
    ),
    family(
        Subject::Elsewhere,
        &[],
        Some(PERSON),
        phrase!("An extension that the tenant added to the sign-in failed or is not set up rightly."),
        &[
            1_002_027, 1_003_012, 1_003_014, 1_003_015, 1_003_016, 1_003_017, 1_003_018, 1_003_019, 1_003_020,
            1_003_021, 1_003_022, 1_003_023, 1_003_024, 1_003_025, 1_003_026, 1_003_027,
        ],
    ),
    family(
        Subject::Elsewhere,
        &[],
        Some(NOTHING),
        phrase!("It is about rules among services of Microsoft, which other apps do not meet."),
        &[50030, 54006, 65002, 65003, 1_002_007, 1_002_008, 1_002_009, 1_002_028, 1_002_029, 1_002_030],
    ),
    family(
        Subject::Elsewhere,
        &[],
        Some(NOTHING),
        phrase!("The organisation has no subscription to a service that is needed, or it is not set up yet."),
        &[90085, 650_052, 650_058],
    ),
    family(
        Subject::Elsewhere,
        &[],
        Some(PERSON),
        phrase!("A verifiable credential must be shown for this resource."),
        &[399_210],
    ),
];
