import { z } from 'zod';
import { agentTraces } from '../../core/outcomes/agent-trace.ts';
import { type AiTrace, addressTrace, isBotLogin, textTraces } from '../../core/outcomes/ai-traces.ts';
import { isGenerated } from '../../core/outcomes/generated-files.ts';
import { gitAiTraces } from '../../core/outcomes/git-ai-note.ts';
import type { GitLine } from '../../core/outcomes/git-lines.ts';
import { mergeSubject, squashNumber } from '../../core/outcomes/merge-subject.ts';
import { branchKeys, textRefs } from '../../core/outcomes/text-refs.ts';
import { repoOf } from '../../core/repo-key.ts';
import { readJsonLines } from '../kit/json-lines.ts';
import type { InputFile, ParseContext, ParseNote } from '../source.ts';

const traceShape = z.custom<AiTrace>();

/** Lines that are landed of a clone: no texts, names, addresses, paths or folders. */
export const insideLine = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('repository'),
    repo: z.string(),
    aliases: z.array(z.object({ alias: z.string(), kind: z.string() })),
    branch: z.string().nullable(),
    shallow: z.boolean(),
    mainline: z.array(z.string()),
    heads: z.array(z.tuple([z.string(), z.string()])),
  }),
  z.object({
    kind: z.literal('commit'),
    sha: z.string(),
    parents: z.array(z.string()),
    at: z.string(),
    author: z.string().nullable(),
    isBot: z.boolean().nullable(),
    titleType: z.string().nullable(),
    keys: z.array(z.string()),
    branch: z.string().nullable(),
    pullNumber: z.number().nullable(),
    revertedShas: z.array(z.string()),
    fixedShas: z.array(z.string()),
    traces: z.array(traceShape),
    files: z.array(z.tuple([z.string(), z.number().nullable(), z.number().nullable(), z.boolean()])),
  }),
  z.object({ kind: z.literal('patch'), sha: z.string(), id: z.string(), reversed: z.boolean() }),
  z.object({
    kind: z.literal('fate'),
    sha: z.string(),
    added: z.number(),
    gone: z.array(z.tuple([z.number(), z.number()])),
  }),
  z.object({ kind: z.literal('trace'), sha: z.string(), traces: z.array(traceShape) }),
]);

export type InsideLine = z.output<typeof insideLine>;
export type CommitLine = Extract<InsideLine, { kind: 'commit' }>;
export type RepositoryLine = Extract<InsideLine, { kind: 'repository' }>;

const NO_REPLY = /^(?:\d+\+)?([^@+]+)@users\.noreply\./;

function authorOf(email: string, context: ParseContext): { author: string | null; isBot: boolean | null } {
  if (email.trim() === '') return { author: null, isBot: null };
  const login = NO_REPLY.exec(email.toLowerCase())?.[1];
  const isBot = addressTrace(email) !== null || (login !== undefined && isBotLogin(login));
  return { author: login === undefined ? context.pseudonym('email', email) : context.pseudonym('login', login), isBot };
}

function commitInside(line: Extract<GitLine, { kind: 'commit' }>, context: ParseContext): InsideLine {
  const refs = textRefs(line.message);
  const merge = mergeSubject(line.message);
  const author = addressTrace(line.email);
  const notes = line.note.trim() === '' ? [] : (gitAiTraces(line.note) ?? []);
  const digest = context.digest;
  if (digest === undefined) throw new Error('paths are hashed with the project key, and none was given');
  return {
    kind: 'commit',
    sha: line.sha,
    parents: [...line.parents],
    at: new Date(line.committed * 1000).toISOString(),
    ...authorOf(line.email, context),
    titleType: refs.titleType,
    keys: [...new Set([...(merge.branch === null ? [] : branchKeys(merge.branch)), ...refs.keys])],
    branch: merge.branch,
    pullNumber: merge.pullNumber ?? squashNumber(line.message),
    revertedShas: [...refs.revertedShas],
    fixedShas: [...refs.fixedShas],
    traces: [
      ...textTraces(line.message),
      ...(author === null ? [] : [{ ...author, kind: 'author' as const }]),
      ...notes,
    ],
    files: line.files.map(([added, deleted, path]) => [digest(path), added, deleted, isGenerated(path)]),
  };
}

function repositoryInside(line: Extract<GitLine, { kind: 'repository' }>): InsideLine {
  const repo = repoOf(line.remote ?? line.top)!;
  const places: [string, string][] = [
    ...[line.top, ...line.folders.map((f) => `${line.top}/${f}`)].map((f): [string, string] => [f, 'folder']),
    ...line.worktrees.map((f): [string, string] => [f, 'worktree']),
  ];
  const aliases = new Map<string, string>();
  for (const [folder, kind] of places) {
    const alias = repoOf(folder)!;
    if (alias !== repo && !aliases.has(alias)) aliases.set(alias, kind);
  }
  return {
    kind: 'repository',
    repo,
    aliases: [...aliases].map(([alias, kind]) => ({ alias, kind })),
    branch: line.branch,
    shallow: line.shallow,
    mainline: [...line.mainline],
    heads: line.heads.map(([sha, name]) => [sha, name]),
  };
}

/** The lines of a clone that may be landed, and notes on what was left out. */
export async function* insideLines(file: InputFile, context: ParseContext): AsyncGenerator<string | ParseNote> {
  for await (const found of readJsonLines(file.open())) {
    if ('problem' in found) {
      yield { code: found.problem, detail: `${file.path}:${found.line}` };
      continue;
    }
    const line = found.value as GitLine;
    if (line.kind === 'commit') yield JSON.stringify(commitInside(line, context));
    else if (line.kind === 'repository') yield JSON.stringify(repositoryInside(line));
    else if (line.kind === 'patch' || line.kind === 'fate') yield JSON.stringify(line);
    else {
      const trace = agentTraces(line.record);
      if (trace === null) {
        const refused = 'an agent trace without commit or files';
        yield { code: 'quarantined', detail: `${file.path}: ${refused}`, refused };
      } else yield JSON.stringify({ kind: 'trace', ...trace });
    }
  }
}
