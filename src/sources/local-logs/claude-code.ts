import { usage } from '../../core/contracts/index.ts';
import { readJsonLines } from '../kit/json-lines.ts';
import type { FileStream, InputFile, ParseContext, ParsedRow, ParseNote } from '../source.ts';
import { actorOf, billingAccountOf } from './actor.ts';
import { type ClaudeLine, claudeLineOf, mayHoldClaudeUsage } from './claude-line.ts';
import { responseOf, usageRowOf } from './claude-response.ts';
import { ResponseBook, type Share } from './response-book.ts';

/** Lines with usage of one file, and a note for each line that is no JSON. */
async function* usageLines(file: InputFile): AsyncGenerator<{ line: number; usage: ClaudeLine } | ParseNote> {
  for await (const found of readJsonLines(file.open(), mayHoldClaudeUsage)) {
    if ('problem' in found) yield { code: found.problem, detail: `${file.path}:${found.line}` };
    else {
      const line = claudeLineOf(found.value);
      if (line !== null) yield { line: found.line, usage: line };
    }
  }
}

async function* evidenceLines(file: InputFile): AsyncGenerator<string | ParseNote> {
  for await (const found of usageLines(file)) yield 'code' in found ? found : JSON.stringify(found.usage);
}

/** Rows of all files together; with more message ids than fit, in several passes over the files. */
async function* parseFiles(files: readonly InputFile[], context: ParseContext): AsyncGenerator<ParsedRow | ParseNote> {
  const actor = actorOf(context);
  const account = billingAccountOf(context);
  const rowOf = (response: Parameters<typeof usageRowOf>[0]): ParsedRow => ({
    table: usage.name,
    dt: response.at.slice(0, 10),
    row: usageRowOf(response, actor, account),
  });
  const shares: Share[] = [{ part: 0, of: 1 }];
  for (let pass = 0; shares.length > 0; pass += 1) {
    const book = new ResponseBook(shares.shift()!);
    for (const file of files) {
      for await (const found of usageLines(file)) {
        if ('code' in found) {
          if (pass === 0) yield found;
          continue;
        }
        const place = `${file.path}:${found.line}`;
        const response = responseOf(found.usage, place, context.logicalDay);
        if ('quarantined' in response) {
          const { quarantined, tokens } = response;
          if (pass === 0) yield { code: 'quarantined', detail: `${place}: ${quarantined}`, tokens };
        } else if (response.id !== null) book.add(response.id, response);
        else if (pass === 0) yield rowOf(response);
      }
    }
    for (const response of book.kept()) yield rowOf(response);
    shares.push(...book.later);
  }
}

/** Session transcripts of Claude Code on this machine. */
export const claudeCode: FileStream = {
  kind: 'file',
  name: 'claude_code',
  tables: [usage],
  accepts: (path) => path.endsWith('.jsonl'),
  defaultFolders: (environment) => {
    const configured = environment.CLAUDE_CONFIG_DIR?.split(',').map((folder) => folder.trim());
    const home = environment.HOME ?? environment.USERPROFILE;
    const usual = home === undefined ? [] : [`${home}/.config/claude`, `${home}/.claude`];
    const bases = configured?.filter((folder) => folder !== '') ?? [];
    return (bases.length > 0 ? bases : usual).map((base) => `${base}/projects`);
  },
  ofThisMachine: true,
  landing: 'allow_listed',
  evidenceLines,
  filesAreAll: true,
  filesVanish: true,
  parseFiles,
};
