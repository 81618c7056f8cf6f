package io.twinlake.workspace.api;

/** Why a workspace did not do what it was asked. */
public enum ApiProblem {
  /** There is no such object. */
  NOT_FOUND,
  /** An object of that name is there already. */
  EXISTS,
  /** The identity may not. Other objects may still work. */
  DENIED,
  /** The identity is not known, or its token has ended. Nothing else will work either. */
  UNAUTHENTICATED,
  /** The workspace asked to be left alone for longer than we wait. */
  THROTTLED,
  /** The workspace cannot be reached, or answers that it cannot work. */
  UNAVAILABLE,
  /** The content is larger than the interface takes. */
  TOO_LARGE,
  /** A cluster did not do what it was asked. */
  CLUSTER,
  /** It changed while it was read. */
  CHANGED,
  /** This workspace does not have that, by its tier, region or switches. */
  NOT_AVAILABLE,
  /** The workspace does not accept the request as it is. */
  REFUSED
}
