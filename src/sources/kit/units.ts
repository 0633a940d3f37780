import { sha256Hex } from '../../core/ids.ts';
import type { SourceDefinition, Stream } from '../source.ts';

/** A stream as a connection reads it: by itself, or one part of the connection. */
export interface ConnectedStream {
  readonly stream: Stream;
  /** Settings of the connection; with `unit` for a part. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** Every stream of a connection in order; a stream by units once per unit, `<stream>-<unit>`, so that units fail one by one. */
export function connectedStreams(
  source: Pick<SourceDefinition, 'streams'>,
  settings: Readonly<Record<string, unknown>>,
): ConnectedStream[] {
  return source.streams.flatMap((stream) => {
    if (stream.kind !== 'http' || stream.units === undefined) return [{ stream, settings }];
    const names = new Set<string>();
    return stream.units(settings).map((unit) => {
      const plain = nameOf(unit);
      const name = names.has(plain) ? `${plain}-${sha256Hex(unit).slice(0, 8)}` : plain;
      names.add(plain);
      return { stream: { ...stream, name: `${stream.name}-${name}` }, settings: { ...settings, unit } };
    });
  });
}

/** A unit as part of a name of files: lower-case letters, digits, `_` and single `-`. */
function nameOf(unit: string): string {
  const plain = unit
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return plain === '' ? `unit-${sha256Hex(unit).slice(0, 8)}` : plain;
}
