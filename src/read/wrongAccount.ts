/** The file is for one account and the API key for another. */
export class WrongAccountError extends Error {
  override readonly name = 'WrongAccountError';
  readonly kind = 'account';
  readonly hint: string =
    'Use an API key for the account in the file, or correct `account` in the file. Nothing was compared or written.';

  constructor(file: string, wanted: string, found: { readonly id: string; readonly name: string }) {
    super(
      `Wrong account: ${file} is for ${wanted}, but the API key belongs to ${found.id} (${found.name}).`,
    );
  }
}
