import { describe, expect, it } from 'vitest';
import { sha256Hex } from '../../../src/core/ids.ts';
import { agentTraces } from '../../../src/core/outcomes/agent-trace.ts';
import {
  addressTrace,
  bareSessionId,
  branchTrace,
  gitAiNoteKey,
  loginTrace,
  textTraces,
} from '../../../src/core/outcomes/ai-traces.ts';
import { isGenerated } from '../../../src/core/outcomes/generated-files.ts';
import { gitAiTraces } from '../../../src/core/outcomes/git-ai-note.ts';
import { mergeSubject, squashNumber } from '../../../src/core/outcomes/merge-subject.ts';
import { reviewSummary } from '../../../src/core/outcomes/review-rounds.ts';
import { branchKeys, issueKeys, revertedByBranch, textRefs } from '../../../src/core/outcomes/text-refs.ts';

describe('traces of AI tools', () => {
  it('takes the bare id out of a session URL', () => {
    expect(bareSessionId('https://claude.ai/code/session_01AbC?x=1')).toBe('01AbC');
    expect(bareSessionId('https://github.com/a/b/sessions/1b6d/')).toBe('1b6d');
    expect(bareSessionId('thread-7')).toBe('thread-7');
  });

  it('reads session trailers and co-authors, each once, and no people', () => {
    const text = [
      'feat: x',
      '',
      'Co-authored-by: Ada <ada@example.com>',
      'Co-Authored-By: Claude Opus <noreply@anthropic.com>',
      'Co-authored-by: Claude Sonnet <noreply@anthropic.com>',
      'Claude-Session: https://claude.ai/code/session_abc',
      'AI-Session: thread-7',
    ].join('\n');
    expect(textTraces(text)).toEqual([
      { kind: 'co_author', tool: 'claude_code', confidenceBp: 9000 },
      { kind: 'session_trailer', tool: 'claude_code', sessionRefHash: sha256Hex('abc'), confidenceBp: 10_000 },
      { kind: 'session_trailer', tool: null, sessionRefHash: sha256Hex('thread-7'), confidenceBp: 10_000 },
    ]);
  });

  it('knows addresses, accounts and branches of agents, and nobody else', () => {
    expect(addressTrace('198982749+Copilot@users.noreply.github.com')?.tool).toBe('copilot');
    expect(addressTrace('noreply@example.com')).toBeNull();
    expect(loginTrace('copilot-swe-agent[bot]')?.tool).toBe('copilot_agent');
    expect(loginTrace('dependabot[bot]')).toBeNull();
    expect(branchTrace('codex/fix')?.tool).toBe('codex');
    expect(branchTrace('feature/codex/x')).toBeNull();
  });

  it('counts the lines of each session in a git-ai note', () => {
    const agent = (id: string) => ({ agent_id: { tool: 'claude', id, model: 'm' } });
    const note = `a.ts\n  s_1 1-10,15\n  s_2 3\nb.ts\n  s_1::t_9 7-8\n---\n${JSON.stringify({ sessions: { s_1: agent('one'), s_2: agent('two') } })}`;
    expect(gitAiTraces(note)).toEqual([
      expect.objectContaining({
        sessionRefHash: sha256Hex('one'),
        sessionNoteKey: gitAiNoteKey('claude', 'one'),
        aiLines: 13,
      }),
      expect.objectContaining({ sessionRefHash: sha256Hex('two'), aiLines: 1 }),
    ]);
    expect(gitAiTraces('Reviewed-by: somebody')).toBeNull();
  });

  it('sums the lines of each conversation of an agent trace, those of people left out', () => {
    const conversation = (url: string, type: string, to: number) => ({
      url,
      contributor: { type, model_id: 'm' },
      ranges: [{ start_line: 1, end_line: to }],
    });
    const record = {
      vcs: { revision: 'ABC' },
      tool: { name: 'Some Tool' },
      files: [
        {
          conversations: [
            conversation('https://x/c1', 'ai', 4),
            conversation('https://x/c1', 'mixed', 2),
            conversation('https://x/c2', 'human', 9),
          ],
        },
      ],
    };
    expect(agentTraces(record)).toMatchObject({
      sha: 'abc',
      traces: [{ tool: 'some_tool', aiLines: 6, sessionRefHash: sha256Hex('c1') }],
    });
    expect(agentTraces({ files: [] })).toBeNull();
  });
});

describe('what texts refer to', () => {
  it('finds reverts, repairs, keys and the kind of the change', () => {
    const refs = textRefs(
      'fix(cart)!: totals SHOP-12 and UTF-8\n\nThis reverts commit ABCDEF1234.\nFixes: 0123abcd\nReverts acme/shop#7\nReverts #8',
    );
    expect(refs).toEqual({
      titleType: 'fix',
      revertedShas: ['abcdef1234'],
      revertedPulls: [
        { repo: 'acme/shop', number: 7 },
        { repo: null, number: 8 },
      ],
      fixedShas: ['0123abcd'],
      keys: ['SHOP-12'],
    });
  });

  it.each([
    ['mira/shop-311-basket', ['SHOP-311']],
    ['feat/SHOP-311-bulk-edit-148', ['SHOP-311']],
    ['claude/retry-storm-148', []],
    ['revert-77-shop-12', []],
  ])('reads the keys in branch %s', (branch, keys) => {
    expect(branchKeys(branch)).toEqual(keys);
  });

  it('takes no key of words that are none', () => {
    expect(issueKeys('SHA-256, HTTP-404, CVE-2026-1 and ENG-7')).toEqual(['ENG-7']);
  });

  it.each([
    ["Merge branch 'topic'", { branch: 'topic', pullNumber: null }],
    ["Merge remote-tracking branch 'origin/topic' into main", { branch: 'topic', pullNumber: null }],
    ['Merge pull request #12 from acme/feat/x', { branch: 'feat/x', pullNumber: 12 }],
    ['Merged in topic (pull request #3)', { branch: 'topic', pullNumber: 3 }],
    ['fix: merge of things', { branch: null, pullNumber: null }],
  ])('reads the subject %s', (subject, expected) => {
    expect(mergeSubject(subject)).toEqual(expected);
  });

  it('reads the number at the end of a subject and in the name of a revert branch', () => {
    expect(squashNumber('Keep (#1) the basket (#418)\n\nbody (#9)')).toBe(418);
    expect(squashNumber('Keep the basket')).toBeNull();
    expect(revertedByBranch('revert-418-basket')).toBe(418);
    expect(revertedByBranch('revert-basket')).toBeNull();
  });

  it.each(['package-lock.json', 'app/vendor/lib.go', 'a/b.min.js', 'x.pb.go', 'go.sum'])(
    'calls %s generated',
    (path) => {
      expect(isGenerated(path)).toBe(true);
    },
  );

  it.each(['src/vendors/index.ts', 'locker.ts', 'README.md'])('calls %s written', (path) => {
    expect(isGenerated(path)).toBe(false);
  });
});

describe('review rounds', () => {
  const review = (hour: number, state: string, over = {}) => ({
    id: `r${hour}`,
    reviewer: 'b',
    isBot: false,
    isAuthor: false,
    state,
    sha: null,
    submittedAt: `2026-10-01T${String(hour).padStart(2, '0')}:00:00.000Z`,
    ...over,
  });

  it('is none without a human review that is not by the author', () => {
    expect(
      reviewSummary([review(9, 'approved', { isBot: true }), review(10, 'commented', { isAuthor: true })], []),
    ).toMatchObject({ rounds: 0, count: 0, firstAt: null });
  });

  it('is one more for each request for changes that is followed by a push before the next review', () => {
    const reviews = [
      review(9, 'changes_requested'),
      review(11, 'changes_requested'),
      review(12, 'changes_requested'),
      review(14, 'approved'),
    ];
    const pushes = ['2026-10-01T10:00:00.000Z', '2026-10-01T13:00:00.000Z'];
    expect(reviewSummary(reviews, pushes)).toMatchObject({ rounds: 3, count: 4, reviewers: 1 });
  });
});
