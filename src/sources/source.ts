import type { z } from 'zod';
import type { Contract } from '../core/contracts/contract.ts';
import type { RefusalReader } from '../core/http-refusal.ts';
import type { InputBytes } from '../core/input-bytes.ts';

/** A half-open range of UTC days, `[from, to)`, both `YYYY-MM-DD`. */
export interface DayRange {
  readonly from: string;
  readonly to: string;
}

/** One HTTP request of a plan. Secrets are added by the shell from `auth`, so that they can never reach landing or a log. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  /** Path below the connection's base URL. */
  readonly path: string;
  /** Query parameters in order; repeated names are allowed. */
  readonly query: readonly (readonly [string, string])[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** What the page that opened this request knows already and the parser of its answer needs; landed with it, never sent. */
  readonly carry?: unknown;
}

/** One answer as it was landed: what was asked, when, and the JSON body. */
export interface LandedPage {
  readonly request: HttpRequest;
  /** UTC instant of the answer, ISO 8601. */
  readonly receivedAt: string;
  readonly body: unknown;
  /** Days the request chain asks for; given by the shell. */
  readonly range?: DayRange;
}

/** A row for a contract's table, and the data day (`dt`) it belongs to. */
export interface ParsedRow {
  readonly table: string;
  readonly dt: string;
  readonly row: Record<string, unknown>;
}

/** Something a parser met that a person should know of; counted in the run report. */
export interface ParseNote {
  /** `unknown_field`, `unknown_word`, `quarantined` … */
  readonly code: string;
  readonly detail: string;
  /** Only lines of files that are kept out: why, in fixed words without anything of the line. Counted in `refused_line`. */
  readonly refused?: string;
  /** Only quarantined rows: additive figures kept out of the tables. */
  readonly tokens?: number;
}

/** What a parser makes of one page or one file line group. */
export interface Parsed {
  readonly rows: readonly ParsedRow[];
  readonly notes: readonly ParseNote[];
  /** Days the page answers for, also those without rows; absent when the vendor does not list them. A listed range with a hole is incomplete, not zero. */
  readonly days?: readonly string[];
}

/** Pure helpers the shell gives to parsers. */
export interface ParseContext {
  readonly connectionId: string;
  /** Pseudonym of an e-mail or login: HMAC-SHA256 with the project key; the pair is remembered for the restricted actor_directory. */
  readonly pseudonym: (kind: 'email' | 'login', externalId: string) => string;
  /** Keyed hash (HMAC-SHA256 with the project key, lower hex) of a text nobody has to read back: a path, a branch. */
  readonly digest?: (text: string) => string;
  /** Logical day of the run, `YYYY-MM-DD`: snapshots are landed under it. */
  readonly logicalDay: string;
  /** Connection settings, validated by the source's schema. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** E-mail or login of the person this machine belongs to; given by the shell to streams that are `ofThisMachine`. */
  readonly account?: string;
  /** Reads the rows of a Parquet file as text by column name, streamed; given by the shell to file streams. */
  readonly parquetRows?: (file: InputFile) => AsyncIterable<Readonly<Record<string, string | null>>>;
}

/** Common part of every stream of a source. */
interface StreamBase {
  /** snake_case name, unique in the source. */
  readonly name: string;
  /** Tables its rows go into; a window of this stream replaces exactly its own rows in them. */
  readonly tables: readonly Contract[];
  /** An answer of 404 marks the stream `not_available` instead of failing the source. */
  readonly optional?: boolean;
}

/** A paged HTTP stream: request plan and page parser, both pure. */
export interface HttpStream extends StreamBase {
  readonly kind: 'http';
  /** Days before the logical day that are asked again on every run; 0 for snapshots. */
  readonly repullDays: number;
  /** First day asked again on a run of `logicalDay`, where a fixed number of days does not say it (a whole month, a weekly longer look back). Wins over `repullDays`. */
  readonly repullFrom?: (logicalDay: string) => string;
  /**
   * `day` windows are replaced day by day; `snapshot` replaces the whole under the logical day; `month` windows hold what
   * changed in a month, and all months that are due are asked in one chain.
   */
  readonly window: 'day' | 'snapshot' | 'month';
  /** Parts of a connection that are read and may fail one by one, a repository for instance: each is a stream of its own, `<name>-<part>`, with its name in `settings.unit`. */
  readonly units?: (settings: Readonly<Record<string, unknown>>) => readonly string[];
  /**
   * What of an answer may be landed: the body without titles, texts, names and e-mails, with what is derived
   * of them. Called before anything is kept; everything else sees its result only. Throws `SourceDataError`.
   */
  readonly atTheDoor?: (page: LandedPage, context: ParseContext) => unknown;
  /** Most days one request chain may span; means nothing for months. */
  readonly maxDaysPerRequest: number;
  /** First request of a range. */
  readonly firstRequest: (range: DayRange, settings: Readonly<Record<string, unknown>>) => HttpRequest;
  /** Next request, or null at the end. Throws when the page says there is more but gives no cursor. */
  readonly nextRequest: (page: LandedPage) => HttpRequest | null;
  /** Further request chains a page opens, a list per project for instance; a 404 there is noted and passed over. */
  readonly followUps?: (page: LandedPage, settings: Readonly<Record<string, unknown>>) => readonly HttpRequest[];
  /** Rows of one page; throws `SourceDataError` on a shape that cannot be trusted. */
  readonly parse: (page: LandedPage, context: ParseContext) => Parsed;
  /** True for a window that the vendor may still restate, by data day and logical day. A day that stops being provisional is asked once more. */
  readonly isProvisional?: (day: string, logicalDay: string) => boolean;
}

/** A file to read. */
export type InputFile = InputBytes;

/** A file stream: which files, and a streaming parser over one or all of them. */
export interface FileStream extends StreamBase {
  readonly kind: 'file';
  /** File name endings this stream reads, `.csv.gz` for instance. */
  readonly accepts: (path: string) => boolean;
  /** What to do when a named place holds none: the formats that are read. */
  readonly remedy?: string;
  /** Folders to look in when the user names none; absolute paths, from environment values given by the shell. */
  readonly defaultFolders?: (environment: Readonly<Record<string, string | undefined>>) => string[];
  /**
   * Streams rows out of the files in the given order. Rows of one (table, dt) replace all earlier rows of this connection there.
   * An invalid row of a cost table throws `SourceDataError` (previous data stay); of a usage log it becomes a `quarantined` note.
   */
  readonly parseFiles: (files: readonly InputFile[], context: ParseContext) => AsyncIterable<ParsedRow | ParseNote>;
  /** What of the files may be landed as evidence: the bytes as they are, or allow-listed fields only. */
  readonly landing: 'bytes' | 'allow_listed';
  /** Required where landing is `allow_listed`: the lines of a file that are landed, one JSON text each, and notes on lines left out. `parseFiles` reads them like the file itself. */
  readonly evidenceLines?: (file: InputFile, context: ParseContext) => AsyncIterable<string | ParseNote>;
  /** `git`: the places are clones, and a file is what git tells of one, as JSON lines (see core/outcomes/git-lines). */
  readonly reads?: 'git';
  /** True when the files are the traces of whoever works on this machine, and do not say who that is. */
  readonly ofThisMachine?: boolean;
  /** True when the files found are all there is: a window none of them has any more becomes empty. */
  readonly filesAreAll?: boolean;
  /** True when files vanish by retention: the last landed evidence of a file that is gone is still read. */
  readonly filesVanish?: boolean;
}

/** A stream of a source. */
export type Stream = HttpStream | FileStream;

/** How the shell authenticates a request: the header and how the secret is written into it. */
export interface SourceAuth {
  /** Environment variable (laptop) or secret name (AWS) that holds the key. */
  readonly secret: string;
  readonly header: (secret: string) => Readonly<Record<string, string>>;
  /** What the key has to be allowed, for the message of a refusal: `a token that may read …`. */
  readonly needs?: string;
}

/** A source: everything the pipeline needs to know about one vendor, declared. The registry is the only place that names it. */
export interface SourceDefinition {
  readonly name: string;
  /** One line for help and docs. */
  readonly title: string;
  /** Base URL of the vendor; a connection may override it (simulator, proxy). */
  readonly baseUrl?: string;
  readonly auth?: SourceAuth;
  /** Requests go through an AWS client, which signs them and finds its own credentials, in place of plain HTTP. */
  readonly transport?: 'aws_cost_explorer';
  /** Settings of a connection in tokenledger.yaml beyond id, source and base_url. */
  readonly settings: z.ZodType<Record<string, unknown>>;
  /** Requests a minute the vendor allows; ignored for 127.0.0.1. */
  readonly requestsPerMinute?: number;
  /** Finds refusals that only this vendor writes that way: limits in a 200, waits in headers of its own. */
  readonly refusalIn?: RefusalReader;
  readonly streams: readonly Stream[];
}

/** A vendor answer or file whose content cannot be trusted: says what was found, where, and what to do. The window keeps its previous data. */
export class SourceDataError extends Error {
  override readonly name = 'SourceDataError';
  readonly where: string;
  readonly remedy: string;

  constructor(message: string, where: string, remedy: string) {
    super(`${message} (${where}). ${remedy}`);
    this.where = where;
    this.remedy = remedy;
  }
}
