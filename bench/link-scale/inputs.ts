/** How much to make up. */
export interface LinkVolume {
  readonly slices: number;
  readonly outcomes: number;
  readonly people: number;
}

/**
 * SELECTs of made-up inputs of the link models, by model name, for one month: people with two repositories each, slices
 * spread over them, a fifth of the outcomes with a session in a trailer, half of the slices on the branch of an outcome.
 */
export function linkInputs({ slices, outcomes, people }: LinkVolume): Readonly<Record<string, string>> {
  const minutes = 30 * 24 * 60;
  const perPerson = Math.max(1, Math.floor(outcomes / people));
  const at = (minute: string) => `TIMESTAMP '2026-10-01 00:00:00' + INTERVAL 1 MINUTE * CAST(${minute} AS INTEGER)`;
  const none = (columns: string) =>
    `SELECT ${columns
      .split(', ')
      .map((c) => `CAST(NULL AS ${c.split(' ')[1] ?? 'VARCHAR'}) AS ${c.split(' ')[0]}`)
      .join(', ')} WHERE false`;
  return {
    // Outcome n is of person n % people; the k-th of a person opens at a minute of its own.
    int_outcome: `
      SELECT n + 1 AS outcome_no, 'o' || n AS outcome_id, 'pull_request' AS outcome_type, CAST(1 AS BIGINT) AS type_rank,
        'r' || (n % ${people}) // 20 || '-' || (n // ${people}) % 2 AS repo, 'b' || n AS head_branch, 'main' AS base_branch, true AS is_default_base,
        'p' || n % ${people} AS holder, 'K-' || n AS work_key, 'jira:K-' || n AS work_item,
        ${at(`hash(n) % ${minutes}`)} AS opened_at, ${at(`hash(n) % ${minutes} + 60`)} AS first_commit_at,
        ${at(`hash(n) % ${minutes} + 2880`)} AS accepted_at, ${at(`hash(n) % ${minutes} + 2880`)} AS closed_at
      FROM range(${outcomes}) AS t(n)`,
    int_slice: `
      SELECT n + 1 AS slice_no, 'x' || n AS session_slice_id, 's' || n // 2 AS session_id, CAST(NULL AS VARCHAR) AS parent_session_id, 'cli' AS tool,
        'r' || (n % ${people}) // 20 || '-' || (n // ${people}) % 2 AS repo,
        CASE WHEN hash(n) % 2 = 0 THEN 'b' || (n % ${people} + ${people} * (hash(n) % ${perPerson})) ELSE 'main' END AS branch,
        'p' || n % ${people} AS person_key, 'p' || n % ${people} AS holder,
        CASE WHEN hash(n + 7) % 10 = 0 THEN 'K-' || (n % ${people} + ${people} * (hash(n + 7) % ${perPerson})) END AS work_key,
        CAST(${at(`hash(n + 1) % ${minutes}`)} AS DATE) AS usage_day, ${at(`hash(n + 1) % ${minutes}`)} AS started_at,
        ${at(`hash(n + 1) % ${minutes} + 45`)} AS ended_at
      FROM range(${slices}) AS t(n)`,
    int_outcome_key: `SELECT 'o' || n AS told_outcome_id, n + 1 AS outcome_no FROM range(${outcomes}) AS t(n)`,
    int_outcome_commit: `
      SELECT n + 1 AS outcome_no, 'c' || n AS sha, ${at(`hash(n) % ${minutes} + 60`)} AS committed_at, 'p' || n % ${people} AS holder
      FROM range(${outcomes}) AS t(n)`,
    int_outcome_evidence: `
      SELECT n + 1 AS outcome_no, sha256('s' || (n % ${people} + ${people} * (hash(n) % ${Math.max(1, Math.floor(slices / people))})) // 2) AS session_ref_hash, CAST(NULL AS VARCHAR) AS session_note_key
      FROM range(${outcomes}) AS t(n) WHERE n % 5 = 0`,
    int_outcome_ai_lines: `SELECT n + 1 AS outcome_no, n % 300 AS ai_lines FROM range(${outcomes}) AS t(n) WHERE n % 3 = 0`,
    int_outcome_size: `SELECT n + 1 AS outcome_no, n % 2000 AS changed_lines FROM range(${outcomes}) AS t(n)`,
    int_slice_event: `
      SELECT 'e' || n AS event_key, 'commit' AS kind, ${at(`hash(n + 1) % ${minutes} + 40`)} AS ts, CAST(NULL AS VARCHAR) AS commit_sha, n + 1 AS slice_no
      FROM range(${slices}) AS t(n) WHERE n % 10 = 0`,
    dim_threshold: `SELECT 'min_link_confidence_bp' AS threshold, CAST(5000 AS DECIMAL(28, 12)) AS value, DATE '1970-01-01' AS valid_from`,
    int_outcome_person: none('provider, actor_id, person_key'),
    stg_vendor_commit: none(
      'tool, sha, repo, branch, provider, actor_id, committed_at TIMESTAMP, ai_lines BIGINT, other_lines BIGINT',
    ),
    stg_config_link_override: none('session_id, outcome_id, weight DECIMAL(28,12), repo, branch, day DATE').replaceAll(
      'DECIMAL(28,12)',
      'DECIMAL(28, 12)',
    ),
    int_session_event: none(
      'event_key, session_id, session_slice_id, kind, commit_sha, ts TIMESTAMP, input_uncached BIGINT, cache_write BIGINT, output BIGINT',
    ),
    int_session_request: none('event_key, list_cost DECIMAL'),
    int_bill_line: `SELECT 1 AS line_no`,
    atoms: `SELECT n + 1 AS atom_no, n + 1 AS slice_no, 1000000 + n % 999 AS amount_micros FROM range(${slices}) AS t(n)`,
  };
}
