import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { initWasm, Resvg as WasmResvg } from '@resvg/resvg-wasm';

/** Stands in for `@resvg/resvg-js` in bundles: the same renderer without a binary per processor. */
await initWasm(readFileSync(createRequire(import.meta.url).resolve('@resvg/resvg-wasm/index_bg.wasm')));

/** Options of a drawing, as far as charts use them. */
interface Options {
  readonly font: {
    readonly loadSystemFonts: boolean;
    readonly fontFiles: readonly string[];
    readonly defaultFontFamily: string;
  };
  readonly fitTo: { readonly mode: 'zoom'; readonly value: number };
}

/** Draws one SVG; fonts are read from files as by the native library. */
export class Resvg {
  private readonly picture: InstanceType<typeof WasmResvg>;

  constructor(svg: string, options: Options) {
    const { fontFiles, ...font } = options.font;
    const fontBuffers = fontFiles.map((file) => new Uint8Array(readFileSync(file)));
    this.picture = new WasmResvg(svg, { ...options, font: { ...font, fontBuffers } });
  }

  render() {
    return this.picture.render();
  }
}
