package io.twinlake.core.store;

/** Why a store refused, in the classes that a report shows. */
public enum StoreProblem {
  ROOT_MISSING("the container or directory does not exist"),
  ACCESS_DENIED("the identity lacks a permission"),
  UNSUPPORTED_NAME("the store cannot hold this name"),
  UNSUPPORTED_TYPE("this kind of object is not copied"),
  ARCHIVED("the object is in the archive tier"),
  ENCRYPTED("the object, or its container, asks for an encryption key that is not in use here"),
  LEASED("somebody holds a lease on the object"),
  IMMUTABLE("a legal hold or immutability policy protects the object"),
  THROTTLED("the account is over its request rate"),
  UNAVAILABLE("the service did not answer"),
  CORRUPTED("the bytes that arrived are not the bytes that were sent"),
  OTHER("the store refused");

  private final String meaning;

  StoreProblem(String meaning) {
    this.meaning = meaning;
  }

  /** Half a sentence for people. */
  public String meaning() {
    return meaning;
  }
}
