/** A chart of a mail: the same figures for light and dark readers. */
export interface ChartView {
  /** Letters, digits and `-`; names the image in the mail. */
  readonly id: string;
  /** The figures in words, for readers without images. */
  readonly alt: string;
  /** Size in CSS pixels. */
  readonly width: number;
  readonly height: number;
  /** Vega-Lite specifications; they hold no text from config or vendors. */
  readonly light: ChartSpec;
  readonly dark: ChartSpec;
}

/** A Vega-Lite specification as plain data. */
export type ChartSpec = Readonly<Record<string, unknown>>;

/** A headline figure. */
export interface Tile {
  readonly label: string;
  readonly value: string;
  readonly details: readonly string[];
}

/** A cause of the change between quarters. */
export interface DriverLine {
  readonly text: string;
  readonly amount: string;
  readonly up: boolean;
}

/** A budget that will probably not hold. */
export interface ExceedingLine {
  readonly name: string;
  /** Months that will exceed: `Oct, Nov`. */
  readonly months: string;
  /** The highest chance among them. */
  readonly chance: string;
  /** Expected overrun over all months listed. */
  readonly overrun: string;
}

/** A budget of the reader in the reported month. */
export interface BudgetLine {
  readonly name: string;
  readonly spent: string;
  readonly budget: string;
  readonly used: string;
  readonly isOver: boolean;
}

/** One currency of a mail. */
export interface BookView {
  readonly heading: string | null;
  readonly scopeNote: string | null;
  readonly currency: string;
  readonly tiles: readonly Tile[];
  readonly spendChart: ChartView | null;
  readonly forecastSentences: readonly string[];
  readonly drivers: {
    readonly intro: string;
    readonly lines: readonly DriverLine[];
    readonly chart: ChartView;
  } | null;
  readonly exceeding: {
    readonly note: string;
    readonly lines: readonly ExceedingLine[];
  };
  readonly budgets: { readonly lines: readonly BudgetLine[]; readonly note: string | null } | null;
}

/** What the reader of a mail sees. Texts are clean but not escaped. */
export interface EmailView {
  readonly subject: string;
  /** Shown by mail clients beside the subject. */
  readonly preheader: string;
  readonly title: string;
  readonly reader: string;
  readonly books: readonly BookView[];
  readonly quality: string;
  readonly warnings: readonly string[];
  readonly footer: readonly string[];
}
