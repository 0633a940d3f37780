/** A picture inside the HTML of a mail. */
export interface InlineImage {
  /** Content id without angle brackets; the HTML names it `cid:…`. */
  readonly cid: string;
  readonly fileName: string;
  readonly png: Uint8Array;
}

/** A file that travels with a mail. */
export interface Attachment {
  readonly fileName: string;
  readonly contentType: string;
  readonly content: string;
}

/** A whole mail, before it becomes MIME. */
export interface MailMessage {
  /** `Name <address>` or an address. */
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly images: readonly InlineImage[];
  readonly attachments: readonly Attachment[];
  /** When the mail says it was written. */
  readonly date: Date;
  /** Names the mail among all mails, without angle brackets and without `@domain`. */
  readonly id: string;
}
