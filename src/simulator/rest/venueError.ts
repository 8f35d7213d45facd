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
