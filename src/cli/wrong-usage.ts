/** A call of the command line that cannot be carried out as it was written: exit code 2. */
export class WrongUsage extends Error {
  override readonly name = "WrongUsage";
}
