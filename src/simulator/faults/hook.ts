/** A place where faults may step in. Whoever passes by looks at `handlers.length` first: empty, it costs one comparison. */
export class Hook<Handler> {
  /** Replaced, never changed, so that it may be gone through while faults come and go. */
  handlers: readonly Handler[] = [];

  /** Returns the function that takes the handler away again. */
  add(handler: Handler): () => void {
    this.handlers = [...this.handlers, handler];
    return () => {
      this.handlers = this.handlers.filter((each) => each !== handler);
    };
  }
}
