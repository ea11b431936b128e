/** Why a request is not taken, as AWS answers it. */
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
