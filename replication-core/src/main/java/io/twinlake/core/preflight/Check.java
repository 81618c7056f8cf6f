package io.twinlake.core.preflight;

import java.util.Locale;

/** What is tried at a place, in the order in which it is tried. */
public enum Check {
  /** The host's name leads to an address. */
  RESOLVE,
  /** The service accepts the credential. */
  SIGN_IN,
  LIST,
  /** A few bytes of one object. */
  READ,
  /** An object can be put, and is not put over another one. */
  WRITE,
  /** An object can be removed, and another version is not. */
  DELETE,
  /** The service copies an object of the source by itself. */
  COPY;

  /** As tables and messages say it. */
  public String words() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
