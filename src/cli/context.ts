import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import type { Clock } from '../app/clock.ts';
import { systemClock } from '../app/clock.ts';
import { UsageError } from '../app/errors.ts';
import { openAnyProject } from '../app/open-any-project.ts';
import { type OpenOptions, type OpenProject, openProject } from '../app/project.ts';
import { type Progress, silentProgress, terminalProgress } from './output/progress.ts';
import { type Style, styleFor } from './output/style.ts';

/** Options every command shares. */
export interface CommonOptions {
  readonly project: string;
  readonly json?: boolean;
  readonly asOf?: string;
}

/** Where a command prints and how. */
export interface Output {
  readonly json: boolean;
  readonly style: Style;
  /** Terminal width; wide when not on a terminal. */
  readonly width: number;
  readonly progress: Progress;
  /** Result, for people or programs: stdout. */
  print(text: string): void;
  /** Anything beside the result: stderr. */
  note(text: string): void;
}

/** Output of this process for the given options. */
export function outputFor(options: { readonly json?: boolean }): Output {
  const json = options.json === true;
  return {
    json,
    style: styleFor(process.stdout, process.env),
    width: process.stdout.isTTY ? (process.stdout.columns ?? 100) : Number.POSITIVE_INFINITY,
    progress: json ? silentProgress : terminalProgress(process.stderr),
    print: (text) => process.stdout.write(`${text}\n`),
    note: (text) => process.stderr.write(`${text}\n`),
  };
}

/** Adds --project, --as-of and --json to a command. */
export function withCommonOptions(command: Command): Command {
  return command
    .option('--project <dir>', 'folder that holds tokenledger.yaml, config and lake', '.')
    .option('--as-of <day>', 'logical day of the run, YYYY-MM-DD; default today (UTC)')
    .option('--json', 'print JSON for programs');
}

/** Adds --select and --exclude to a command that works on models. */
export function withSelection(command: Command): Command {
  return command
    .option(
      '--select <models>',
      'only these: name, +name (with what it is made from), name+ (with what is made from it), tag:x',
    )
    .option('--exclude <models>', 'without these, in the same words');
}

/** What a command adds to how its project is opened. */
interface MoreForProject {
  /** A folder without tokenledger.yaml will do. */
  readonly implicit?: boolean;
  /** So will a folder that is not there yet. */
  readonly fresh?: boolean;
  readonly environment?: Readonly<Record<string, string>>;
  readonly clock?: Clock;
}

/**
 * Opens the project a command names, its lake in a folder or in the bucket of a deployment. Throws UsageError for a folder
 * that is not there, unless the command makes it.
 */
export async function projectFor(options: CommonOptions, more: MoreForProject = {}): Promise<OpenProject> {
  return openAnyProject({ ...openOptions(options, more), run: `m${randomUUID().replaceAll('-', '').slice(0, 16)}` });
}

/** Opens the project of a command that needs the lake in a folder. */
export async function folderProjectFor(options: CommonOptions, more: MoreForProject = {}): Promise<OpenProject> {
  return openProject(openOptions(options, more));
}

function openOptions(options: CommonOptions, more: MoreForProject): OpenOptions {
  if (more.implicit === true && more.fresh !== true && !existsSync(options.project)) {
    throw new UsageError(`there is no folder ${options.project}: name the project's folder with --project DIR`);
  }
  return {
    root: options.project,
    processEnvironment: { ...process.env, ...more.environment },
    clock: more.clock ?? systemClock,
    implicit: more.implicit ?? false,
  };
}

/** As-of instant and UTC day: midnight of --as-of, else now. Throws UsageError on a day that does not exist. */
export function asOfFor(
  options: Pick<CommonOptions, 'asOf'>,
  clock: Clock = systemClock,
): { instant: string; day: string } {
  if (options.asOf === undefined) {
    const instant = new Date(clock.now()).toISOString();
    return { instant, day: instant.slice(0, 10) };
  }
  const instant = new Date(`${options.asOf}T00:00:00Z`);
  if (
    !/^\d{4}-\d{2}-\d{2}$/.test(options.asOf) ||
    Number.isNaN(instant.getTime()) ||
    !instant.toISOString().startsWith(options.asOf)
  ) {
    throw new UsageError(`--as-of ${options.asOf} is no day; write it as YYYY-MM-DD, for example 2026-10-25`);
  }
  return { instant: instant.toISOString(), day: options.asOf };
}
