/** Pieces of a text that become others. What lies between them stays, byte for byte. */
export class Splices {
  private readonly all: { readonly start: number; readonly end: number; readonly text: string }[] =
    [];
  readonly text: string;
  private readonly raw: string;

  /**
   * @param text in which each line ends with `\n`, or with `\r\n`
   * @param raw the same, with the lone `\r` that end lines in it
   */
  constructor(text: string, raw = text) {
    this.text = text;
    this.raw = raw;
  }

  /** Of several insertions in one place, the first comes first. */
  replace(start: number, end: number, text: string): void {
    if (start !== end || text !== '') this.all.push({ start, end, text });
  }

  /** Where the line with this offset begins. */
  lineStart(offset: number): number {
    return this.text.lastIndexOf('\n', offset - 1) + 1;
  }

  /** Where the line with this offset ends, its line break not counted. */
  lineEnd(offset: number): number {
    const end = this.text.indexOf('\n', offset);
    if (end === -1) return this.text.length;
    return end > offset && this.text[end - 1] === '\r' ? end - 1 : end;
  }

  /** Where the line below begins; the end of the text, where there is none. */
  private nextLine(offset: number): number {
    const end = this.text.indexOf('\n', offset);
    return end === -1 ? this.text.length : end + 1;
  }

  /** Puts lines, each ended by `\n`, where a line begins. They end as their neighbours do. */
  insertLines(lineStart: number, lines: string): void {
    const breaks = lines.replaceAll('\n', this.lineBreak(lineStart));
    this.replace(lineStart, lineStart, breaks);
  }

  /** Puts lines, each ended by `\n`, below the line with this offset. */
  insertBelow(offset: number, lines: string): void {
    const next = this.nextLine(offset);
    if (next > 0 && this.text[next - 1] === '\n') this.insertLines(next, lines);
    else {
      const ended = `\n${lines.replace(/\n$/, '')}`;
      this.replace(next, next, ended.replaceAll('\n', this.lineBreak(next)));
    }
  }

  /** Takes whole lines out, from that of one offset to that of another. */
  removeLines(from: number, to: number): void {
    this.replace(this.lineStart(from), this.nextLine(to), '');
  }

  /** How the line above an offset ends, or else the one with it. */
  private lineBreak(offset: number): string {
    const above = this.text.lastIndexOf('\n', offset - 1);
    const at = above === -1 ? this.text.indexOf('\n', offset) : above;
    if (at === -1) return '\n';
    if (this.raw[at] === '\r') return '\r';
    return this.raw[at - 1] === '\r' ? '\r\n' : '\n';
  }

  /** The text with every piece in its place; undefined when two of them want the same place. */
  apply(): string | undefined {
    const sorted = this.all.toSorted((a, b) => a.start - b.start || a.end - b.end);
    let [done, at] = ['', 0];
    for (const { start, end, text } of sorted) {
      if (start < at) return undefined;
      done += this.raw.slice(at, start) + text;
      at = end;
    }
    return done + this.raw.slice(at);
  }
}
