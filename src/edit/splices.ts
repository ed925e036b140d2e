/** Pieces of a text that become others. What lies between them stays, byte for byte. */
export class Splices {
  private readonly all: { readonly start: number; readonly end: number; readonly text: string }[] =
    [];
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** Of several insertions in one place, the first comes first. */
  replace(start: number, end: number, text: string): void {
    if (start !== end || text !== '') this.all.push({ start, end, text });
  }

  /** Where the line with this offset begins. */
  lineStart(offset: number): number {
    return this.text.lastIndexOf('\n', offset - 1) + 1;
  }

  /** Where the line with this offset ends, its line end not counted. */
  lineEnd(offset: number): number {
    const end = this.text.indexOf('\n', offset);
    return end === -1 ? this.text.length : end;
  }

  /** Puts lines, each ended, below the line with this offset. */
  insertBelow(offset: number, lines: string): void {
    const end = this.lineEnd(offset);
    if (end < this.text.length) this.replace(end + 1, end + 1, lines);
    else this.replace(end, end, `\n${lines.replace(/\n$/, '')}`);
  }

  /** Takes whole lines out, from that of one offset to that of another. */
  removeLines(from: number, to: number): void {
    this.replace(this.lineStart(from), Math.min(this.lineEnd(to) + 1, this.text.length), '');
  }

  /** The text with every piece in its place; undefined when two of them want the same place. */
  apply(): string | undefined {
    const sorted = this.all.toSorted((a, b) => a.start - b.start || a.end - b.end);
    let [done, at] = ['', 0];
    for (const { start, end, text } of sorted) {
      if (start < at) return undefined;
      done += this.text.slice(at, start) + text;
      at = end;
    }
    return done + this.text.slice(at);
  }
}
