/** The part of parquetjs-lite the conformance tests use; the package has no types. */
declare module 'parquetjs-lite' {
  interface SchemaElement {
    name: string;
    converted_type: number | null;
  }
  interface Metadata {
    schema: SchemaElement[];
  }
  export class ParquetEnvelopeReader {
    static openBuffer(buffer: Buffer): Promise<ParquetEnvelopeReader>;
    readHeader(): Promise<void>;
    readFooter(): Promise<Metadata>;
  }
  export class ParquetReader {
    constructor(metadata: Metadata, envelope: ParquetEnvelopeReader, options: { rawStatistics: boolean });
    getCursor(): { next(): Promise<Record<string, unknown> | null> };
  }
}
