/** Why a request is refused, in the form of an AWS error. */
export class AwsRefusal extends Error {
  readonly status: number;
  /** Such as `InvalidParameterValue`. */
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}
