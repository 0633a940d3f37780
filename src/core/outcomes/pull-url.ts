/** Outcome id of a pull request by its URL on a code host, or null: `github:acme/shop:pr:418`. */
export function pullOf(url: string | null | undefined): string | null {
  const [, repo, number] = /^https?:\/\/[^/]+\/([\w.-]+\/[\w.-]+)\/pull\/(\d+)/.exec(url ?? '') ?? [];
  return repo === undefined ? null : `github:${repo}:pr:${number}`;
}
