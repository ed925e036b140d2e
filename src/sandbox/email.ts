/** E-mails are compared without regard to case (Arize docs: the e-mail is the idempotency key of a user). */
export function foldEmail(email: string): string {
  return email.toLowerCase();
}
