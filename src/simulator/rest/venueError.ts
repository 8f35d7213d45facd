/** An answer of the venue that says no: HTTP status, its error code and its sentence. */
export class VenueError extends Error {
  override readonly name = 'VenueError';
  readonly status: number;
  readonly venueCode: number;

  constructor(venueCode: number, message: string, status = 400) {
    super(message);
    this.status = status;
    this.venueCode = venueCode;
  }

  get body(): string {
    return JSON.stringify({ code: this.venueCode, msg: this.message });
  }
}

export const missingParameter = (name: string): VenueError =>
  new VenueError(-1102, `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`);
export const invalidSymbol = (): VenueError => new VenueError(-1121, 'Invalid symbol.');
export const invalidInterval = (): VenueError => new VenueError(-1120, 'Invalid interval.');
export const invalidValue = (name: string): VenueError =>
  new VenueError(-1130, `Data sent for parameter '${name}' is not valid.`);
export const illegalCharacters = (name: string): VenueError =>
  new VenueError(-1100, `Illegal characters found in parameter '${name}'; legal range is '^[0-9]{1,20}$'.`);
export const startAfterEnd = (): VenueError => new VenueError(-1023, 'Start time is greater than end time.');

export const apiKeyFormat = (): VenueError => new VenueError(-2014, 'API-key format invalid.', 401);
export const invalidApiKey = (): VenueError =>
  new VenueError(-2015, 'Invalid API-key, IP, or permissions for action.', 401);
export const timestampAhead = (): VenueError =>
  new VenueError(-1021, "Timestamp for this request was 1000ms ahead of the server's time.");
export const timestampOutside = (): VenueError =>
  new VenueError(-1021, 'Timestamp for this request is outside of the recvWindow.');
export const wrongSignature = (): VenueError => new VenueError(-1022, 'Signature for this request is not valid.');
export const unknownListenKey = (): VenueError => new VenueError(-1125, 'This listenKey does not exist.');
