import type { Detector } from "../detector.ts";
import { isRandom } from "../plausible.ts";
import { alnum, base64url, hex, lowerAlnum, textOf } from "./alphabet.ts";
import { beside, besideUuid } from "./beside.ts";
import { prefixed } from "./prefixed.ts";
import { sample } from "./sample.ts";

const hexAndHyphens = { set: "[a-f0-9-]", units: hex.units };

/** What sends mail. */
export const mail: readonly Detector[] = [
  {
    family: "sendgrid-key",
    keywords: ["SG."],
    pattern: "SG\\.[A-Za-z0-9_-]{16,64}\\.[A-Za-z0-9_-]{16,128}",
    tail: "[A-Za-z0-9_-]",
    startsWord: true,
    match: [sample("S", "G.", "kT9xVd3WnPeR5uYhJ8sGf2.", "CcQ4tLb6oNzXmA1vKi7DwEr0pSgHyUj3MqTnB5ZfRx9")],
    not_match: ["SG.Singapore.com", "the SG.1 release"],
  },
  prefixed("mailgun-key", ["key-"], hex, 32, { startsWord: true, least: 25, not_match: ["key-value pairs", "key-1"] }),
  beside("mailgun-private-key", ["mailgun"], hexAndHyphens, 50),
  {
    family: "mailchimp-key",
    keywords: ["-us"],
    before: { set: "[a-f0-9]", min: 32, max: 32 },
    pattern: "-us\\d{1,2}",
    startsWord: true,
    match: [`${textOf(hex, 32)}-us19`],
    not_match: ["en-us1", "3f9a27c1-us12"],
  },
  prefixed("mandrill-key", ["md-"], base64url, 22, { startsWord: true, least: 20 }),
  prefixed("brevo-key", ["xkeysib-", "xsmtpsib-"], { set: "[A-Za-z0-9-]", units: alnum.units }, 81, { least: 32 }),
  {
    family: "resend-key",
    keywords: [],
    at: "run",
    pattern: "re_[A-Za-z0-9]{6,10}_[A-Za-z0-9]{16,48}",
    tail: "[A-Za-z0-9]",
    accepts: ({ secret }) => isRandom(secret.slice(3)),
    match: [`re_${textOf(alnum, 8)}_${textOf(alnum, 24)}`],
    not_match: ["re_compile_regularexpressions", "re_export"],
  },
  prefixed("mailersend-key", ["mlsn."], hex, 64),
  besideUuid("postmark-token", ["postmark"]),
  beside("sparkpost-key", ["sparkpost"], hex, 40),
  beside("mailjet-key", ["mailjet", "mj_apikey"], hex, 32),
  beside("mailtrap-token", ["mailtrap"], hex, 32),
  beside("elastic-email-key", ["elasticemail", "elastic_email"], { set: "[A-F0-9a-f]", units: hex.units }, 96),
  beside("ses-smtp-password", ["ses_smtp", "ses-smtp", "smtp_pass"], alnum, 44),
  beside("customer-io-key", ["customerio", "customer_io", "customer.io"], alnum, 20),
  prefixed("klaviyo-key", ["pk_"], hex, 34, { startsWord: true, least: 26 }),
  beside("convertkit-secret", ["convertkit"], base64url, 43),
  beside("activecampaign-key", ["activecampaign"], hex, 72),
  prefixed("nylas-key", ["nyk_v0_", "nyk_"], alnum, 40, { startsWord: true }),
  beside("loops-key", ["loops_api"], hex, 32),
  beside("sendinblue-key", ["sendinblue"], alnum, 16),
  beside("smtp2go-key", ["smtp2go"], { set: "[A-Za-z0-9-]", units: alnum.units }, 36),
  beside("mailerlite-key", ["mailerlite"], hex, 32),
  beside("zerobounce-key", ["zerobounce"], lowerAlnum, 32),
];
