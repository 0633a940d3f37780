import { Environment, Interpreter, parse, tokenize } from '@huggingface/jinja';
import type { Problem } from './problem.ts';
import { ProjectProblems } from './problem.ts';
import { hasBlankMark, markLines, readMark, withoutMarks } from './template-lines.ts';
import { childrenOf, type MacroNode, type Node } from './template-tree.ts';

/** A parsed template file. */
export interface Template {
  readonly file: string;
  readonly body: readonly Node[];
}

/** Where each parsed node came from; the library's tree has no room for it. */
const positions = new WeakMap<Node, { file: string; line: number }>();

/** File and 1-based line of a parsed node: its own name's line, else that of the nearest name after or around it. */
export function positionOf(node: Node): { readonly file: string; readonly line: number } {
  return positions.get(node) ?? { file: 'unknown file', line: 1 };
}

/** What we use of the template library's runtime; its own type files do not resolve under nodenext. */
interface RuntimeValue {
  readonly type: string;
  readonly value: unknown;
}
interface Scope {
  set(name: string, value: unknown): void;
  setVariable(name: string, value: RuntimeValue): void;
  lookupVariable(name: string): RuntimeValue;
}
const LibraryScope = Environment as unknown as new () => Scope;
const LibraryInterpreter = Interpreter as unknown as new (
  scope: Scope,
) => { evaluate(node: Node | undefined, scope: Scope): RuntimeValue };

/**
 * Parses template text. A syntax error becomes one Problem (pushed to `problems`) and gives undefined. With `markText`
 * the rendered text carries line marks, to be read with `readBlankMarks`.
 */
export function parseTemplate(
  file: string,
  source: string,
  problems: Problem[],
  markText = false,
): Template | undefined {
  let lastLine = 1;
  if (hasBlankMark(source)) {
    const line = source.split('\n').findIndex(hasBlankMark) + 1;
    problems.push({ file, line, message: 'a typographic blank (U+2000 to U+200A) stands here: use a plain space' });
    return undefined;
  }
  try {
    const tokens: { value: string }[] = tokenize(markLines(source.replaceAll('\r\n', '\n'), markText));
    const watched = new Proxy(tokens, {
      get(target, key, receiver) {
        if (typeof key === 'string' && /^\d+$/.test(key)) {
          const line = readMark(target[Number(key)]?.value ?? '').line;
          if (line !== undefined) lastLine = Math.max(lastLine, line);
        }
        return Reflect.get(target, key, receiver);
      },
    });
    const program = parse(watched) as unknown as Node & { type: 'Program' };
    unmark(program, 1, file);
    return { file, body: program.body };
  } catch (error) {
    // The library runs off the end of its tokens when a tag is left open.
    const open = error instanceof TypeError;
    const message = open ? 'a tag, {% if %}, {% for %} or {% macro %} is not closed' : (error as Error).message;
    problems.push({ file, line: lastLine, message: explainSyntaxError(withoutMarks(message)) });
    return undefined;
  }
}

/** Strips the marks and records positions; returns the first line seen in the subtree. */
function unmark(node: Node, around: number, file: string): number | undefined {
  if (node.type === 'Identifier') {
    const { word, line } = readMark(node.value);
    node.value = word;
    positions.set(node, { file, line: line ?? around });
    return line;
  }
  let first: number | undefined;
  const nameless: Node[] = [];
  for (const child of childrenOf(node)) {
    const line = unmark(child, first ?? around, file);
    if (line === undefined && first === undefined) nameless.push(child);
    first ??= line;
  }
  for (const child of [node, ...nameless]) positions.set(child, { file, line: first ?? around });
  return first;
}

function explainSyntaxError(message: string): string {
  const unknown = /Unknown statement type: (\w+)/.exec(message)?.[1];
  const alternatives: Record<string, string> = {
    test: 'write a generic test as {% macro test_<name>(model, …) %}',
    docs: 'write the description in the yml file',
    do: 'use {% set x = … %}',
    raw: 'leave out the braces, or write them as {{ "{{" }}',
    snapshot: 'keep history with a model over landed snapshots',
    materialization: 'the runner writes all DDL; models are SELECT only',
  };
  if (unknown !== undefined) {
    return `{% ${unknown} %} is not in the template subset: ${alternatives[unknown] ?? 'use if, for, set or macro'}`;
  }
  return `template does not parse: ${message}`;
}

/** The values and functions a render sees. Functions get plain values; keyword arguments come as one object at the end. */
export type TemplateContext = Readonly<Record<string, unknown>>;

/** What a render needs: macros by name, and for each `adapter.dispatch` name the macro it resolves to. */
export interface RenderInput {
  readonly context: TemplateContext;
  readonly macros: readonly MacroNode[];
  readonly dispatched: ReadonlyMap<string, string>;
}

/** Name under which the resolved variant of a dispatched macro is bound while rendering. */
export function dispatchSlot(name: string): string {
  return `dispatched macro ${name}`;
}

/** Renders a checked template to text. An error carries file and line. */
export function renderTemplate(template: Template, input: RenderInput): string {
  const environment = new LibraryScope();
  const constants = { true: true, True: true, false: false, False: false, none: null, None: null };
  for (const [name, value] of Object.entries({ ...constants, ...input.context })) {
    environment.set(name, typeof value === 'function' ? plainFunction(value as PlainFunction) : value);
  }
  const interpreter = new StrictInterpreter(environment);
  interpreter.evaluate({ type: 'Program', body: [...input.macros] }, environment);
  for (const [name, macro] of input.dispatched) {
    environment.setVariable(dispatchSlot(name), environment.lookupVariable(macro));
  }
  interpreter.watchOutput(template.body);
  for (const macro of input.macros) interpreter.watchOutput(macro.body);
  return String(interpreter.evaluate({ type: 'Program', body: [...template.body] }, environment).value);
}

type PlainFunction = (...args: unknown[]) => unknown;

function plainFunction(fn: PlainFunction): PlainFunction {
  return (...args) => fn(...args.map(plain));
}

/** Runtime values of the template library back to plain ones. */
function plain(value: unknown): unknown {
  if (value instanceof Map)
    return Object.fromEntries([...value].map(([k, v]) => [k, plain((v as { value: unknown }).value)]));
  if (Array.isArray(value)) return value.map((v) => plain((v as { value: unknown }).value));
  return value;
}

/** The library's interpreter, made strict: a missing name or a printed list stops the render instead of leaving a hole. */
class StrictInterpreter extends LibraryInterpreter {
  readonly #printed = new WeakSet<object>();
  readonly #mayBeMissing = new WeakSet<object>();

  watchOutput(nodes: readonly Node[]): void {
    for (const node of nodes) {
      if (EXPRESSIONS.has(node.type)) this.#printed.add(node);
      this.#allowMissing(node);
      if ('body' in node) this.watchOutput(node.body);
      if (node.type === 'If') this.watchOutput(node.alternate);
      if (node.type === 'For') this.watchOutput(node.defaultBlock);
    }
  }

  #allowMissing(node: Node): void {
    if (node.type === 'TestExpression' && /^(un)?defined$/.test(node.test.value)) this.#mayBeMissing.add(node.operand);
    for (const child of childrenOf(node)) this.#allowMissing(child);
  }

  override evaluate(node: Node | undefined, scope: Scope): RuntimeValue {
    if (node === undefined) return super.evaluate(node, scope);
    const value = this.#located(node, scope);
    const missing = value.type === 'UndefinedValue';
    if (missing && (node.type === 'Identifier' || node.type === 'MemberExpression') && !this.#mayBeMissing.has(node)) {
      const name = node.type === 'Identifier' ? node.value : 'a member that does not exist';
      throw problemAt(node, `${name} has no value here: pass the argument or give it a default`);
    }
    const what = UNPRINTABLE[value.type];
    if (this.#printed.has(node) && what !== undefined) {
      throw problemAt(node, `${what} is printed here: print text or numbers, lists with | join(', ')`);
    }
    return value;
  }

  #located(node: Node, scope: Scope): RuntimeValue {
    try {
      return super.evaluate(node, scope);
    } catch (error) {
      throw error instanceof ProjectProblems ? error : problemAt(node, (error as Error).message);
    }
  }
}

function problemAt(node: Node, message: string): ProjectProblems {
  return new ProjectProblems([{ ...positionOf(node), message }]);
}

/** Values that no SQL text can be made of. */
const UNPRINTABLE: Readonly<Record<string, string>> = {
  ArrayValue: 'a list',
  TupleValue: 'a list',
  ObjectValue: 'a dictionary',
  NamespaceValue: 'a namespace',
  FunctionValue: 'a macro that is not called',
  NullValue: 'none',
  UndefinedValue: 'nothing',
};

const EXPRESSIONS = new Set([
  'MemberExpression',
  'CallExpression',
  'Identifier',
  'IntegerLiteral',
  'FloatLiteral',
  'ArrayLiteral',
  'TupleLiteral',
  'ObjectLiteral',
  'BinaryExpression',
  'FilterExpression',
  'TestExpression',
  'UnaryExpression',
  'Ternary',
]);
