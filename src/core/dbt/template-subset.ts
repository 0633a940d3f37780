import { didYouMean, nearest } from './nearest.ts';
import type { Problem } from './problem.ts';
import { dispatchSlot, positionOf } from './template.ts';
import { ALTERNATIVES, CONSTANTS, FILTERS, LOOP, METHODS, MODEL_ONLY, RESERVED, TESTS } from './template-names.ts';
import { type CallNode, childrenOf, literalOf, type MacroNode, type Node } from './template-tree.ts';

/** A name the template uses, with its place. */
export interface Use {
  readonly name: string;
  readonly line: number;
}

/** What a template depends on, read from its syntax tree: rendering is not needed to know it. */
export interface TemplateFacts {
  /** `ref('x')` names. */
  readonly refs: Use[];
  /** `source('a', 'b')` as `a.b`. */
  readonly sources: Use[];
  /** `var('x')` names. */
  readonly vars: (Use & { readonly hasDefault: boolean })[];
  /** Macros called, dispatched ones by their plain name. */
  readonly macros: Use[];
  /** Literal arguments of `config(…)`. */
  readonly config: Record<string, unknown>;
  /** 1-based line of the `config(…)` call, when there is one. */
  configLine?: number;
  /** True when `is_incremental()` or `this` appears. */
  incremental: boolean;
}

/** Where a template stands: models and singular tests may name relations, macros only work on what they are given. */
export type TemplateKind = 'model' | 'macro' | 'test';

/** Parameters of a macro, for checking calls. */
export interface MacroSignature {
  readonly parameters: readonly { readonly name: string; readonly required: boolean }[];
}

/** Signature of a parsed macro. */
export function signatureOf(macro: MacroNode): MacroSignature {
  return {
    parameters: macro.args.map((arg) =>
      arg.type === 'Identifier' ? { name: arg.value, required: true } : { name: arg.key.value, required: false },
    ),
  };
}

/**
 * Checks a template against the subset and gathers what it depends on; everything outside the subset becomes a Problem
 * that names the alternative. `adapter.dispatch('x')(…)` calls are rewritten to a fixed slot that rendering fills.
 */
export function checkTemplate(
  body: readonly Node[],
  kind: TemplateKind,
  macros: ReadonlyMap<string, MacroSignature>,
  problems: Problem[],
): TemplateFacts {
  const checker = new Checker(kind, macros, problems);
  checker.block(body, new Set());
  return checker.facts;
}

/** The name a member chain starts with: `modules` of `modules.datetime.now`. */
function firstName(node: Node): string {
  if (node.type === 'MemberExpression') return firstName(node.object);
  return node.type === 'Identifier' ? node.value : '';
}

class Checker {
  readonly facts: TemplateFacts = { refs: [], sources: [], vars: [], macros: [], config: {}, incremental: false };
  readonly #kind: TemplateKind;
  readonly #macros: ReadonlyMap<string, MacroSignature>;
  readonly #problems: Problem[];

  constructor(kind: TemplateKind, macros: ReadonlyMap<string, MacroSignature>, problems: Problem[]) {
    this.#kind = kind;
    this.#macros = macros;
    this.#problems = problems;
  }

  #refuse(node: Node, message: string): undefined {
    this.#problems.push({ ...positionOf(node), message });
  }

  /** Checks nodes in order; names set here are visible to later ones. Returns nothing, grows `scope`. */
  block(nodes: readonly Node[], scope: Set<string>): undefined {
    for (const node of nodes) this.#node(node, scope);
  }

  #declare(node: Node, scope: Set<string>): undefined {
    if (node.type === 'TupleLiteral') {
      for (const part of node.value) this.#declare(part, scope);
    } else if (node.type === 'MemberExpression' && !node.computed) {
      this.#node(node.object, scope);
    } else if (node.type !== 'Identifier') {
      this.#refuse(node, 'only a plain name can be assigned');
    } else if (RESERVED.includes(node.value) || this.#macros.has(node.value)) {
      this.#refuse(node, `${node.value} is taken by dbt or by a macro: choose another variable name`);
    } else {
      scope.add(node.value);
    }
  }

  #node(node: Node, scope: Set<string>): undefined {
    switch (node.type) {
      case 'StringLiteral':
      case 'Comment':
        return;
      case 'IntegerLiteral':
      case 'FloatLiteral':
        if (!Number.isSafeInteger(node.value) && !/^\d+\.\d{1,15}$/.test(String(node.value))) {
          this.#refuse(node, `the number ${node.value} loses digits in a template: write it as SQL text or in quotes`);
        }
        return;
      case 'Identifier':
        return this.#name(node, node.value, scope);
      case 'If':
        this.#node(node.test, scope);
        this.block(node.body, scope);
        return this.block(node.alternate, scope);
      case 'For': {
        this.#node(node.iterable, scope);
        const inner = new Set([...scope, 'loop']);
        this.#declare(node.loopvar, inner);
        this.block(node.body, inner);
        return this.block(node.defaultBlock, scope);
      }
      case 'Set':
        if (node.value) this.#node(node.value, scope);
        this.block(node.body, scope);
        return this.#declare(node.assignee, scope);
      case 'Macro':
        return this.#macro(node, scope);
      case 'CallExpression':
        return this.#call(node, scope);
      case 'MemberExpression':
        return this.#member(node, scope);
      case 'FilterExpression':
        return this.#filter(node, scope);
      case 'TestExpression':
        if (!TESTS.includes(node.test.value)) {
          this.#refuse(node, `the test "is ${node.test.value}" is not in the subset; there are ${TESTS.join(', ')}`);
        }
        return this.#node(node.operand, scope);
      case 'BinaryExpression':
        if (node.operator.value === '/' || node.operator.value === '**') {
          this.#refuse(node, `"${node.operator.value}" in a template makes a float: do arithmetic in SQL`);
        }
        return this.block([node.left, node.right], scope);
      case 'KeywordArgumentExpression':
        return this.#node(node.value, scope);
      case 'TupleLiteral':
        // The library cannot unpack a tuple in a loop; as a list it means the same here.
        (node as { type: string }).type = 'ArrayLiteral';
        return this.block(node.value, scope);
      case 'ArrayLiteral':
      case 'ObjectLiteral':
      case 'UnaryExpression':
      case 'Ternary':
        return this.block(childrenOf(node), scope);
      case 'SelectExpression':
        return this.#refuse(node, 'an "if" without "else" inside an expression: write {% if %} or add else');
      case 'SpreadExpression':
      case 'KeywordSpreadExpression':
        return this.#refuse(node, '* and ** arguments are not in the subset: write each argument');
      case 'SliceExpression':
        return this.#refuse(node, 'slices are not in the subset: use first, last or loop.index');
      case 'CallStatement':
        return this.#refuse(node, '{% call %} is not in the subset: pass the text as an argument');
      case 'FilterStatement':
        return this.#refuse(node, '{% filter %} is not in the subset: use {{ … | filter }}');
      default:
        return this.#refuse(node, `${node.type} is not in the template subset: use if, for, set or macro`);
    }
  }

  #macro(node: MacroNode, _scope: Set<string>): undefined {
    if (this.#kind !== 'macro') {
      return this.#refuse(node, `macro ${node.name.value} is defined in a ${this.#kind}: move it to the macros folder`);
    }
    const scope = new Set<string>();
    for (const arg of node.args) {
      if (arg.type === 'KeywordArgumentExpression') this.#node(arg.value, scope);
      this.#declare(arg.type === 'Identifier' ? arg : arg.key, scope);
    }
    this.block(node.body, scope);
  }

  #name(node: Node, name: string, scope: Set<string>): undefined {
    if (scope.has(name) || CONSTANTS.includes(name)) return;
    if (MODEL_ONLY.includes(name) && this.#kind === 'macro') {
      const message = `${name} inside a macro hides a dependency: call ${name} in the model and pass the result`;
      return this.#refuse(node, message);
    }
    if (name === 'this') {
      this.facts.incremental = true;
      return;
    }
    if (name === 'target' || name === 'namespace' || name === 'range') return;
    const alternative = ALTERNATIVES[name];
    if (alternative !== undefined) return this.#refuse(node, `${name} is not in the template subset: ${alternative}`);
    if (this.#macros.has(name) || RESERVED.includes(name)) {
      return this.#refuse(node, `${name} must be called: write ${name}(…)`);
    }
    const known = [...scope, ...this.#macros.keys(), ...RESERVED];
    this.#refuse(node, `${name} is neither a variable set above nor a macro${didYouMean(name, known)}`);
  }

  #member(node: Node & { type: 'MemberExpression' }, scope: Set<string>): undefined {
    if (node.computed) return this.block([node.object, node.property], scope);
    const object = node.object.type === 'Identifier' ? node.object.value : undefined;
    const property = node.property.type === 'Identifier' ? node.property.value : '';
    if (object !== undefined && !scope.has(object)) {
      if (object === 'target' && ['type', 'name', 'schema'].includes(property)) return;
      if (object === 'target') return this.#refuse(node, `target.${property}: only target.type, .name and .schema`);
      if (object === 'this') return this.#refuse(node, 'only {{ this }} as a whole is in the subset');
      if (object === 'adapter') {
        return this.#refuse(node, `adapter.${property}: only adapter.dispatch('name')(…) is in the subset`);
      }
    }
    if (object === 'loop' && !LOOP.includes(property)) {
      return this.#refuse(node, `loop.${property} is not in the subset; there are ${LOOP.join(', ')}`);
    }
    this.#node(node.object, scope);
  }

  #filter(node: Node & { type: 'FilterExpression' }, scope: Set<string>): undefined {
    const call = node.filter.type === 'CallExpression' ? node.filter : undefined;
    const name = ((call?.callee ?? node.filter) as { value: string }).value;
    if (!FILTERS.includes(name)) {
      const near = nearest(name, FILTERS);
      this.#refuse(
        node,
        `the filter "${name}" is not in the subset; there are ${(near.length ? near : FILTERS).join(', ')}`,
      );
    }
    this.block([node.operand, ...(call?.args ?? [])], scope);
  }

  #call(node: CallNode, scope: Set<string>): undefined {
    const { callee } = node;
    if (callee.type === 'CallExpression') return this.#dispatch(node, callee, scope);
    this.block(node.args, scope);
    if (callee.type === 'MemberExpression') return this.#method(callee, node, scope);
    if (callee.type !== 'Identifier') return this.#refuse(node, 'only a macro or a dbt function can be called');
    const name = callee.value;
    if (MODEL_ONLY.includes(name) && this.#kind === 'macro') return this.#name(callee, name, scope);
    const { line } = positionOf(callee);
    switch (name) {
      case 'ref':
        return this.#literalCall(node, 1, ([model]) => this.facts.refs.push({ name: model!, line }));
      case 'source':
        return this.#literalCall(node, 2, (parts) => this.facts.sources.push({ name: parts.join('.'), line }));
      case 'var': {
        const first = node.args[0];
        if (first?.type !== 'StringLiteral') return this.#refuse(node, "var takes a name in quotes: var('as_of')");
        this.facts.vars.push({ name: first.value, line, hasDefault: node.args.length > 1 });
        return;
      }
      case 'config':
        return this.#config(node, line);
      case 'is_incremental':
        this.facts.incremental = true;
        return;
      case 'range':
      case 'namespace':
        return;
    }
    const signature = this.#macros.get(name);
    if (signature === undefined || scope.has(name)) return this.#name(callee, name, scope);
    this.facts.macros.push({ name, line });
    this.#arguments(node, name, signature);
  }

  #method(callee: Node & { type: 'MemberExpression' }, node: CallNode, scope: Set<string>): undefined {
    const object = callee.object.type === 'Identifier' ? callee.object.value : '';
    const method = callee.property.type === 'Identifier' ? callee.property.value : '';
    if (object === 'exceptions' && method === 'raise_compiler_error') return;
    if (object === 'adapter' || object === 'exceptions' || object === 'loop') return this.#member(callee, scope);
    if (callee.computed || !METHODS.includes(method)) {
      const what = object === '' ? method : `${object}.${method}`;
      const alternative = ALTERNATIVES[firstName(callee)] ?? `methods are ${METHODS.join(', ')}`;
      return this.#refuse(node, `${what}(…) is not in the template subset: ${alternative}`);
    }
    this.#node(callee.object, scope);
  }

  #dispatch(node: CallNode, inner: CallNode, scope: Set<string>): undefined {
    this.block(node.args, scope);
    const member = inner.callee;
    const name = inner.args[0];
    const isDispatch =
      member.type === 'MemberExpression' &&
      (member.object as { value?: unknown }).value === 'adapter' &&
      (member.property as { value?: unknown }).value === 'dispatch';
    if (!isDispatch || name?.type !== 'StringLiteral') {
      return this.#refuse(node, "only adapter.dispatch('name')(…) may be called twice, with the name in quotes");
    }
    const { line } = positionOf(inner);
    const variants = [...this.#macros.keys()].filter((m) => m.endsWith(`__${name.value}`));
    if (!variants.includes(`default__${name.value}`)) {
      return this.#refuse(node, `adapter.dispatch('${name.value}') has no macro default__${name.value}`);
    }
    for (const variant of variants) this.#arguments(node, variant, this.#macros.get(variant)!);
    this.facts.macros.push({ name: name.value, line });
    node.callee = { type: 'Identifier', value: dispatchSlot(name.value) };
  }

  #arguments(node: CallNode, name: string, { parameters }: MacroSignature): undefined {
    const given = node.args.filter((a) => a.type !== 'KeywordArgumentExpression').length;
    const named = node.args.flatMap((a) => (a.type === 'KeywordArgumentExpression' ? [a.key.value] : []));
    const list = `${name}(${parameters.map((p) => p.name).join(', ')})`;
    if (given > parameters.length) this.#refuse(node, `too many arguments for ${list}`);
    for (const key of named) {
      if (!parameters.some((p) => p.name === key)) this.#refuse(node, `${list} has no parameter ${key}`);
    }
    for (const [i, p] of parameters.entries()) {
      if (p.required && i >= given && !named.includes(p.name)) this.#refuse(node, `${list} needs ${p.name}`);
    }
  }

  #literalCall(node: CallNode, count: number, use: (names: string[]) => void): undefined {
    const names = node.args.flatMap((a) => (a.type === 'StringLiteral' ? [a.value] : []));
    const callee = (node.callee as { value: string }).value;
    if (names.length === count && node.args.length === count) {
      use(names);
      return;
    }
    this.#refuse(
      node,
      `${callee} takes ${count === 1 ? 'one name' : `${count} names`} in quotes, so that the graph is known without rendering`,
    );
  }

  #config(node: CallNode, line: number): undefined {
    this.facts.configLine = line;
    for (const arg of node.args) {
      if (arg.type !== 'KeywordArgumentExpression') {
        this.#refuse(node, "config takes named arguments: config(materialized='table')");
        continue;
      }
      try {
        this.facts.config[arg.key.value] = literalOf(arg.value);
      } catch {
        this.#refuse(arg, `config ${arg.key.value} must be written out, not computed`);
      }
    }
  }
}
