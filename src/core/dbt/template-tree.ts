/**
 * The part of the template library's syntax tree we look at. The library does not export its node classes; these
 * types describe the fields they have (version pinned in package.json, checked by the template tests).
 */
export type Node =
  | { type: 'Program'; body: Node[] }
  | { type: 'If'; test: Node; body: Node[]; alternate: Node[] }
  | { type: 'For'; loopvar: Node; iterable: Node; body: Node[]; defaultBlock: Node[] }
  | { type: 'Set'; assignee: Node; value: Node | null; body: Node[] }
  | MacroNode
  | { type: 'Comment'; value: string }
  | { type: 'MemberExpression'; object: Node; property: Node; computed: boolean }
  | CallNode
  | IdentifierNode
  | { type: 'IntegerLiteral' | 'FloatLiteral'; value: number }
  | { type: 'StringLiteral'; value: string }
  | { type: 'ArrayLiteral' | 'TupleLiteral'; value: Node[] }
  | { type: 'ObjectLiteral'; value: Map<Node, Node> }
  | { type: 'BinaryExpression'; operator: { value: string }; left: Node; right: Node }
  | { type: 'FilterExpression'; operand: Node; filter: Node }
  | { type: 'TestExpression'; operand: Node; negate: boolean; test: IdentifierNode }
  | { type: 'UnaryExpression'; operator: { value: string }; argument: Node }
  | KeywordNode
  | { type: 'Ternary'; condition: Node; trueExpr: Node; falseExpr: Node }
  | { type: 'SelectExpression'; lhs: Node; test: Node }
  | { type: 'SpreadExpression' | 'KeywordSpreadExpression'; argument: Node }
  | { type: 'SliceExpression'; start?: Node; stop?: Node; step?: Node }
  | { type: 'CallStatement'; call: CallNode; callerArgs: Node[] | null; body: Node[] }
  | { type: 'FilterStatement'; filter: Node; body: Node[] }
  | { type: 'Break' | 'Continue' };

export interface MacroNode {
  type: 'Macro';
  name: IdentifierNode;
  args: (IdentifierNode | KeywordNode)[];
  body: Node[];
}
export interface CallNode {
  type: 'CallExpression';
  callee: Node;
  args: Node[];
}
export interface IdentifierNode {
  type: 'Identifier';
  value: string;
}
export interface KeywordNode {
  type: 'KeywordArgumentExpression';
  key: IdentifierNode;
  value: Node;
}

/** The nodes directly below a node, in source order. */
export function childrenOf(node: Node): Node[] {
  switch (node.type) {
    case 'Program':
      return node.body;
    case 'If':
      return [node.test, ...node.body, ...node.alternate];
    case 'For':
      return [node.loopvar, node.iterable, ...node.body, ...node.defaultBlock];
    case 'Set':
      return [node.assignee, ...(node.value ? [node.value] : []), ...node.body];
    case 'Macro':
      return [node.name, ...node.args, ...node.body];
    case 'MemberExpression':
      return [node.object, node.property];
    case 'CallExpression':
      return [node.callee, ...node.args];
    case 'ArrayLiteral':
    case 'TupleLiteral':
      return node.value;
    case 'ObjectLiteral':
      return [...node.value].flat();
    case 'BinaryExpression':
      return [node.left, node.right];
    case 'FilterExpression':
      return [node.operand, node.filter];
    case 'TestExpression':
      return [node.operand, node.test];
    case 'UnaryExpression':
    case 'SpreadExpression':
    case 'KeywordSpreadExpression':
      return [node.argument];
    case 'KeywordArgumentExpression':
      return [node.key, node.value];
    case 'Ternary':
      return [node.trueExpr, node.condition, node.falseExpr];
    case 'SelectExpression':
      return [node.lhs, node.test];
    case 'SliceExpression':
      return [node.start, node.stop, node.step].filter((n) => n !== undefined);
    case 'CallStatement':
      return [node.call, ...(node.callerArgs ?? []), ...node.body];
    case 'FilterStatement':
      return [node.filter, ...node.body];
    default:
      return [];
  }
}

/** Thrown by {@link literalOf} for an expression whose value is not written out. */
export class NotLiteral extends Error {}

/** The value of an expression made of literals only (text, numbers, true/false/none, lists, dictionaries). */
export function literalOf(node: Node): unknown {
  switch (node.type) {
    case 'StringLiteral':
    case 'IntegerLiteral':
    case 'FloatLiteral':
      return node.value;
    case 'ArrayLiteral':
    case 'TupleLiteral':
      return node.value.map(literalOf);
    case 'ObjectLiteral':
      return Object.fromEntries([...node.value].map(([k, v]) => [String(literalOf(k)), literalOf(v)]));
    case 'Identifier': {
      const constants: Record<string, unknown> = {
        true: true,
        True: true,
        false: false,
        False: false,
        none: null,
        None: null,
      };
      if (node.value in constants) return constants[node.value];
      break;
    }
  }
  throw new NotLiteral(node.type);
}
