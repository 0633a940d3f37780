import { type Html, html, joinHtml, NOTHING } from './html.ts';
import { HEAD_STYLE, STYLE } from './style.ts';
import type { BookView, ChartView, EmailView, Tile } from './view-types.ts';

/** Where a client finds an image: `cid:…` in a mail, a file name in a folder. */
export type ImageSource = (chart: ChartView, theme: 'light' | 'dark') => string;

/**
 * The mail as HTML: tables and inline styles, no script, no outside address, every value escaped. Light and dark charts
 * stand side by side; clients that read no style block show the light ones.
 */
export function renderHtml(view: EmailView, imageSource: ImageSource): string {
  const page = html`<body class="page" style="${STYLE.body}">
<div style="${STYLE.preheader}">${view.preheader}</div>
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" border="0" style="${STYLE.page}"><tr><td class="margin" align="center" style="${STYLE.margin}">
<table role="presentation" class="card" width="600" cellpadding="0" cellspacing="0" border="0" style="${STYLE.card}">
<tr><td class="header" style="${STYLE.header}"><h1 class="strong" style="${STYLE.title}">${view.title}</h1>
<p class="faint" style="${STYLE.reader}"><bdi>${view.reader}</bdi></p></td></tr>
${view.books.map((book) => bookHtml(book, imageSource))}
${section(html`${heading('Data')}${text(view.quality)}${view.warnings.map((w) => small(`Note: ${w}`))}`)}
<tr><td class="footer line" style="${STYLE.footer}">${view.footer.map(small)}</td></tr>
</table></td></tr></table>
</body>`;
  const head = html`<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark"><meta name="format-detection" content="telephone=no,date=no,address=no,email=no"><title>${view.subject}</title><style>${{ markup: HEAD_STYLE }}</style></head>`;
  return `<!doctype html>\n<html lang="en" dir="ltr">\n${head.markup}\n${page.markup}\n</html>\n`;
}

const section = (content: Html): Html => html`<tr><td class="section" style="${STYLE.section}">${content}</td></tr>\n`;
const heading = (title: string): Html => html`<h2 class="strong" style="${STYLE.heading}">${title}</h2>`;
const text = (line: string): Html => html`<p class="plain" style="${STYLE.text}">${line}</p>`;
const small = (line: string): Html => html`<p class="faint" style="${STYLE.small}"><bdi>${line}</bdi></p>`;

function bookHtml(book: BookView, imageSource: ImageSource): Html {
  return joinHtml([
    book.heading === null ? NOTHING : section(heading(book.heading)),
    book.scopeNote === null ? NOTHING : section(small(book.scopeNote)),
    tilesHtml(book.tiles),
    book.spendChart === null
      ? NOTHING
      : section(html`${heading(`Month by month, ${book.currency}`)}${imageHtml(book.spendChart, imageSource)}
${small('Bars show whole months; the line on a forecast month is its 80 % interval.')}`),
    book.forecastSentences.length === 0
      ? NOTHING
      : section(html`${heading('How good such forecasts were')}${book.forecastSentences.map(text)}`),
    driversHtml(book, imageSource),
    exceedingHtml(book),
    budgetsHtml(book),
  ]);
}

function tilesHtml(tiles: readonly Tile[]): Html {
  const cells = tiles.map(
    (
      tile,
    ) => html`<td class="tile" style="${STYLE.tile}"><table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr><td class="tile-box" style="${STYLE.tileBox}">
<p class="faint" style="${STYLE.tileLabel}">${tile.label}</p><p class="strong" style="${STYLE.tileValue}">${tile.value}</p>
${tile.details.map((d) => html`<p class="plain" style="${STYLE.tileDetail}">${d}</p>`)}</td></tr></table></td>`,
  );
  return html`<tr><td class="tiles" style="${STYLE.tiles}"><table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr>${cells}</tr></table></td></tr>\n`;
}

function imageHtml(chart: ChartView, imageSource: ImageSource): Html {
  const image = (theme: 'light' | 'dark') =>
    html`<img src="${imageSource(chart, theme)}" width="${chart.width}" alt="${chart.alt}" style="${STYLE.image}">`;
  return html`<div class="light-only">${image('light')}</div>
<!--[if !mso]><!--><div class="dark-only" style="${STYLE.hidden}">${image('dark')}</div><!--<![endif]-->`;
}

function driversHtml(book: BookView, imageSource: ImageSource): Html {
  const { drivers } = book;
  if (drivers === null) return NOTHING;
  const rows = drivers.lines.map(
    (line) =>
      html`<tr><td class="cell line" style="${STYLE.td}">${line.text}</td><td class="line ${line.up ? 'more' : 'less'}" style="${STYLE.tdRight};${line.up ? STYLE.more : STYLE.less}">${line.amount}</td></tr>`,
  );
  const columns = [
    { title: 'Cause', width: '68%' },
    { title: book.currency, width: '32%' },
  ];
  return section(
    html`${heading('What drives the change')}${text(drivers.intro)}${table(columns, rows)}<div style="height:14px;line-height:14px">&nbsp;</div>${imageHtml(drivers.chart, imageSource)}`,
  );
}

function exceedingHtml(book: BookView): Html {
  const { note, lines } = book.exceeding;
  const title = heading('Who will exceed the budget');
  if (lines.length === 0) return section(html`${title}${text(note)}`);
  const rows = lines.map(
    (line) =>
      html`<tr><td class="cell line" style="${STYLE.td}"><bdi>${line.name}</bdi></td><td class="cell line" style="${STYLE.td}">${line.months}</td><td class="cell line" style="${STYLE.tdRight}">${line.chance}</td><td class="cell line" style="${STYLE.tdRight}">${line.overrun}</td></tr>`,
  );
  const columns = [
    { title: 'Budget', width: '34%' },
    { title: 'Months', width: '26%' },
    { title: 'Chance', width: '17%' },
    { title: `Overrun, ${book.currency}`, width: '23%' },
  ];
  return section(html`${title}${text(note)}${table(columns, rows)}`);
}

function budgetsHtml(book: BookView): Html {
  if (book.budgets === null || book.budgets.lines.length === 0) return NOTHING;
  const { lines, note } = book.budgets;
  const rows = lines.map(
    (line) =>
      html`<tr><td class="cell line" style="${STYLE.td}"><bdi>${line.name}</bdi></td><td class="cell line" style="${STYLE.tdRight}">${line.spent}</td><td class="cell line" style="${STYLE.tdRight}">${line.budget}</td><td class="${line.isOver ? 'more' : 'cell'} line" style="${STYLE.tdRight}${line.isOver ? `;${STYLE.more}` : ''}">${line.used}</td></tr>`,
  );
  const columns = [
    { title: 'For', width: '36%' },
    { title: `Spent, ${book.currency}`, width: '23%' },
    { title: 'Budget', width: '23%' },
    { title: 'Used', width: '18%' },
  ];
  return section(
    html`${heading('Your budgets last month')}${table(columns, rows)}${note === null ? NOTHING : small(note)}`,
  );
}

/** A table of figures: first column (and the second of words) to the left, figures to the right. */
function table(columns: readonly { title: string; width: string }[], rows: readonly Html[]): Html {
  const head = columns.map(({ title, width }, i) => {
    const left = i === 0 || title === 'Months';
    return html`<th class="faint" scope="col" width="${width}" style="${left ? STYLE.th : STYLE.thRight}">${title}</th>`;
  });
  return html`<table width="100%" cellpadding="0" cellspacing="0" border="0" style="${STYLE.table}"><tr>${head}</tr>${rows}</table>`;
}
