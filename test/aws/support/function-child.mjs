// Runs one call of a bundled function as the Lambda service would, in a process of its own. Arguments: module, export,
// file for the answer; the event comes on stdin. Faults of the rehearsal are injected here, at the door of the process.
import { appendFileSync, existsSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { syncBuiltinESMExports } from 'node:module';
import path from 'node:path';

const [, , module, name, answer] = process.argv;
const { event, milliseconds } = JSON.parse(readFileSync(0, 'utf8'));
const faults = process.env.REHEARSAL_FAULTS;
const rules = existsSync(faults)
  ? readdirSync(faults)
      .filter((file) => file.endsWith('.json'))
      .map((file) => ({ id: file, ...JSON.parse(readFileSync(path.join(faults, file), 'utf8')) }))
      .filter((rule) => new RegExp(rule.function ?? '').test(process.env.AWS_LAMBDA_FUNCTION_NAME))
  : [];

/** Takes one use of a rule; false when all are taken. Files make it count over processes. */
function take(rule) {
  for (let use = 1; use <= rule.times; use += 1) {
    try {
      openSync(path.join(faults, `${rule.id}.taken-${use}`), 'wx');
      return true;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
  }
  return false;
}

/**
 * Writes down every call of AWS, so that the rights of the function's role can be compared with what it does. Texts of
 * requests are kept where they say what the call is about: statements, names of tables, keys to be removed.
 */
function recorded(options, target, sent) {
  const signed = options.headers?.authorization ?? options.headers?.Authorization ?? '';
  const service = /Credential=[^/]+\/\d+\/[a-z0-9-]+\/([a-z0-9-]+)\//.exec(signed)?.[1];
  if (service === undefined) return sent;
  const keeps = target !== '' || (options.path ?? '').includes('?delete');
  const end = sent.end;
  sent.end = (body, ...more) => {
    const text = keeps && (typeof body === 'string' || body instanceof Uint8Array) ? Buffer.from(body).toString() : '';
    const call = {
      function: process.env.AWS_LAMBDA_FUNCTION_NAME,
      service,
      method: options.method,
      path: options.path,
      target,
      text,
    };
    appendFileSync(process.env.REHEARSAL_CALLS, `${JSON.stringify(call)}\n`);
    return end.call(sent, body, ...more);
  };
  return sent;
}

const request = http.request;
http.request = (options, ...rest) => {
  const target = options.headers?.['x-amz-target'] ?? options.headers?.['X-Amz-Target'] ?? '';
  const said = `${options.method} ${decodeURIComponent(options.path ?? '')} ${target}`;
  const rule = rules.find((r) => new RegExp(r.match).test(said) && take(r));
  if (rule?.action === 'crash-before') process.kill(process.pid, 'SIGKILL');
  if (typeof rule?.action === 'number') {
    const to = new URL(process.env.REHEARSAL_FAULT_URL);
    const headers = { ...options.headers, 'x-rehearsal-fault': String(rule.action) };
    const elsewhere = { ...options, host: to.hostname, hostname: to.hostname, port: to.port, headers };
    return recorded(options, target, request(elsewhere, ...rest));
  }
  const sent =
    rule?.action === 'overtaken'
      ? request({ ...options, headers: { ...options.headers, 'x-rehearsal-overtaken': '1' } }, ...rest)
      : request(options, ...rest);
  recorded(options, target, sent);
  if (rule?.action === 'crash-after') sent.once('response', () => process.kill(process.pid, 'SIGKILL'));
  return sent;
};
syncBuiltinESMExports();

const until = rules.find((rule) => rule.action === 'short-time');
const started = Date.now();
const context = {
  awsRequestId: `call-${process.env.REHEARSAL_CALL}-${process.pid}`,
  functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
  getRemainingTimeInMillis: () => (until?.milliseconds ?? milliseconds) - (Date.now() - started),
};
try {
  const loaded = await import(module);
  const value = await loaded[name](event, context);
  writeFileSync(answer, JSON.stringify({ value: value ?? null }));
} catch (error) {
  writeFileSync(answer, JSON.stringify({ name: error.name, message: error.message }));
}
process.exit(0);
