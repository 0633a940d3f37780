/** How the money of a bill line was divided, per step of `split_method`. */
export const SPLIT_STEPS: Readonly<Record<string, string>> = {
  LIST_COST: 'by list price',
  TOKENS: 'by tokens, as not everything has a list price',
  REQUESTS: 'by requests, as tokens are not known',
  EVEN: 'evenly, as nothing measures it',
  WHOLE: 'not at all, as there is nothing to divide it by',
  POOL: 'through a shared pool',
  SEAT: 'per seat',
  DAYS: 'day by day',
  FOLLOWS_NAMED: 'in proportion to the lines it names',
  SLICES: 'over the sessions of the key or person on that day by list price',
  OVERRIDE: 'over outcomes as a person decided',
  SEGMENT: 'over outcomes by the commits the requests led to',
  AI_LINES: 'over outcomes by AI lines',
  CAPPED_LINES: 'over outcomes by changed lines, 400 at most of each',
  FOLLOWS_VENDOR_TOTAL: 'in proportion to all positive usage and seat money of the account',
};

/** Rung of the owner ladder, as the end of "owned by …: ". */
export const OWNER_RUNGS: Readonly<Record<string, string>> = {
  O1_TAG: 'the usage or charge carries its tag',
  O1_KEY: 'the key, project or workspace belongs to it',
  O2_PERSON_TEAM: 'the person was a member of it then',
  O3_REPO: 'the repository belongs to it',
  O4_ACCOUNT_DEFAULT: 'it is the default owner of the account or tool',
  S_PROPORTIONAL_DIRECT: 'its part of the direct money of the period',
  S_PROPORTIONAL_USAGE: 'its part of the usage of the shared platform',
  S_EVEN: 'an equal part for every team with active people',
  S_FIXED: 'its agreed part',
  U_NO_OWNER: 'no evidence names an owner',
  U_NO_RECEIVER: 'no team is there to receive the pool',
};

/** What the reason codes of a ledger row say. */
export const REASONS: Readonly<Record<string, string>> = {
  NO_USAGE: 'no usage matches the line, so its own keys decide',
  NO_SEAT_LIST: 'no seat list matches the line, so its own keys decide',
  PLATFORM_FEE: 'a fee for the platform, shared by those who use it',
  NOTHING_TO_FOLLOW: 'there is no positive money of the account to follow',
  SPLIT_KEY_SCALED_DOWN: 'sessions reported more than the bill counted and were scaled down to it',
  APPLIES_TO_UNKNOWN: 'it names a line that does not exist, so it follows all money of the account',
  TAG_UNKNOWN: 'its tag names no team or cost centre of that day',
  OWNER_AMBIGUOUS: 'two owners claim the same key, so neither counts',
  IDENTITY_CONFLICT: 'two people claim the same identity',
  NO_MEMBERSHIP: 'the person belonged to no team on that day',
  UNKNOWN_PERSON: 'the actor is no known person',
  KEY_WITHOUT_OWNER: 'nobody owns the API key',
  WORKSPACE_WITHOUT_OWNER: 'nobody owns the workspace or project',
  REPO_WITHOUT_OWNER: 'nobody owns the repository',
  NO_EVIDENCE: 'it carries no key, person, tag or repository',
  INHERITED: 'the session that started this one is linked to it',
  OVERRIDE_UNKNOWN: 'a decision on this session names no outcome that is known',
  NO_RECEIVER: 'no team had direct money or active people',
};

/** Work class of a row, as a clause. */
export const WORK_CLASSES: Readonly<Record<string, string>> = {
  linked: 'linked to work that shipped',
  work_item_only: 'tied to a work item, but to no outcome',
  unlinked: 'of a session that led to no known outcome',
  no_session: 'of no known session',
  idle_seat: 'for a seat that was held and not used',
  shared_platform: 'for a platform that everybody uses',
};

/** Rung of the link ladder, as "by …". */
export const WORK_RUNGS: Readonly<Record<string, string>> = {
  L0_OVERRIDE: 'a decision of a person',
  L1_SESSION_ID: 'its session id',
  L2_VENDOR_COMMIT: "the vendor's commit record",
  L3_TELEMETRY_EVENT: 'a commit event of the session',
  L4_BRANCH: 'its branch',
  L5_WORK_ITEM: 'its work item',
  L6_AUTHOR_REPO_WINDOW: 'author, repository and time',
  L7_AUTHOR_WINDOW: 'author and time',
  W_ITEM_ONLY: 'its work item',
  U_NO_CANDIDATE: 'nothing: no outcome comes into question',
  U_BELOW_MIN: 'evidence that is too weak',
};

/** The words of a code, or the code itself where there are none yet. */
export function wordsFor(words: Readonly<Record<string, string>>, code: string): string {
  return words[code] ?? code;
}
