/** Inline styles: what every mail client understands. Dark colours follow from the classes in `HEAD_STYLE`. */
const FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const BREAK = 'word-break:break-word;overflow-wrap:anywhere';

export const STYLE = {
  body: 'margin:0;padding:0;background-color:#eef1f5;-webkit-text-size-adjust:100%;-ms-text-size-adjust:100%',
  preheader: 'display:none;max-height:0;max-width:0;overflow:hidden;opacity:0;mso-hide:all',
  page: 'background-color:#eef1f5;border-collapse:collapse',
  margin: 'padding:24px 12px',
  card: 'width:100%;max-width:600px;background-color:#ffffff;border-radius:12px;border-collapse:separate',
  section: 'padding:0 24px 24px 24px',
  header: 'padding:28px 24px 20px 24px',
  table: 'width:100%;border-collapse:collapse;table-layout:fixed',
  title: `${FONT};font-size:24px;line-height:30px;font-weight:700;color:#16202c;margin:0;${BREAK}`,
  reader: `${FONT};font-size:15px;line-height:22px;color:#526071;margin:4px 0 0 0;${BREAK}`,
  heading: `${FONT};font-size:17px;line-height:24px;font-weight:700;color:#16202c;margin:0 0 6px 0`,
  text: `${FONT};font-size:15px;line-height:22px;color:#3b4654;margin:0 0 8px 0;${BREAK}`,
  small: `${FONT};font-size:13px;line-height:19px;color:#526071;margin:0 0 6px 0;${BREAK}`,
  tiles: 'padding:0 18px 12px 18px',
  tile: 'width:50%;vertical-align:top;padding:0 6px 12px 6px',
  tileBox: 'background-color:#f4f6f9;border-radius:10px;padding:16px',
  tileLabel: `${FONT};font-size:13px;line-height:18px;color:#526071;margin:0`,
  tileValue: `${FONT};font-size:26px;line-height:34px;font-weight:700;color:#16202c;margin:2px 0 4px 0`,
  tileDetail: `${FONT};font-size:13px;line-height:19px;color:#3b4654;margin:0`,
  image: 'display:block;width:100%;max-width:552px;height:auto;border:0;border-radius:6px;margin:0 0 8px 0',
  hidden: 'display:none;max-height:0;overflow:hidden;mso-hide:all',
  th: `${FONT};font-size:13px;line-height:18px;font-weight:600;color:#526071;text-align:left;padding:0 8px 6px 0;vertical-align:bottom`,
  thRight: `${FONT};font-size:13px;line-height:18px;font-weight:600;color:#526071;text-align:right;padding:0 0 6px 8px;vertical-align:bottom`,
  td: `${FONT};font-size:14px;line-height:20px;color:#16202c;padding:8px 8px 8px 0;border-top:1px solid #dfe4ea;vertical-align:top;${BREAK}`,
  tdRight: `${FONT};font-size:14px;line-height:20px;color:#16202c;text-align:right;padding:8px 0 8px 8px;border-top:1px solid #dfe4ea;vertical-align:top;font-variant-numeric:tabular-nums`,
  more: 'color:#b03a06;font-weight:600',
  less: 'color:#17693f;font-weight:600',
  footer: 'padding:18px 24px 24px 24px;border-top:1px solid #dfe4ea',
} as const;

/** Rules for clients that read a style block: narrow screens and dark mode. */
export const HEAD_STYLE = `:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (max-width:480px){
.margin{padding:0 !important}
.card{border-radius:0 !important}
.section,.header,.footer{padding-left:16px !important;padding-right:16px !important}
.tiles{padding:0 16px 12px 16px !important}
.tile{display:block !important;width:auto !important;padding:0 0 12px 0 !important}
}
@media (prefers-color-scheme:dark){
.page{background-color:#11151b !important}
.card{background-color:#1c222b !important}
.tile-box{background-color:#262e39 !important}
.strong,.cell{color:#eef2f6 !important}
.plain{color:#c9d1db !important}
.faint{color:#a9b4c1 !important}
.line{border-color:#39424f !important}
.more{color:#ff9b57 !important}
.less{color:#4cc38a !important}
.light-only{display:none !important}
.dark-only{display:block !important;max-height:none !important;overflow:visible !important}
}`;
