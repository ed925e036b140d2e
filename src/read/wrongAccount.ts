/** The file is for one account, and the key opens another. */
export class WrongAccountError extends Error {
  override readonly name = 'WrongAccountError';
  readonly kind = 'account';
  readonly hint: string =
    'Use a key of the account that the file is for, or correct `account` in the file. Nothing was compared or written.';

  constructor(file: string, wanted: string, found: { readonly id: string; readonly name: string }) {
    super(
      `Wrong account: ${file} is for ${wanted}, and the API key opens ${found.id} (${found.name}).`,
    );
  }
}
