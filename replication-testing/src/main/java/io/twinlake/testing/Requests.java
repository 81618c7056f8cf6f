package io.twinlake.testing;

import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Kinds of requests, for {@link FaultProxy} and for counting. Combine them with {@code and}. */
public final class Requests {
  private Requests() {}

  public static Predicate<AzuriteRequest> any() {
    return request -> true;
  }

  public static Predicate<AzuriteRequest> method(String method) {
    return request -> request.method().equals(method);
  }

  /** By {@code comp=} of the query; empty for requests without one. */
  public static Predicate<AzuriteRequest> comp(String comp) {
    return request -> request.comp().equals(comp);
  }

  public static Predicate<AzuriteRequest> account(String account) {
    return request -> request.account().equals(account);
  }

  public static Predicate<AzuriteRequest> container(String container) {
    return request -> request.container().equals(container);
  }

  /** By the blob's decoded name, of which a part matches {@code regex}. */
  public static Predicate<AzuriteRequest> blob(String regex) {
    Pattern pattern = Pattern.compile(regex);
    return request -> pattern.matcher(request.blob()).find();
  }

  /** Pages of listings. */
  public static Predicate<AzuriteRequest> list() {
    return method("GET").and(comp("list"));
  }

  /** What writes whole blobs, by content or by copy. */
  public static Predicate<AzuriteRequest> put() {
    return method("PUT").and(comp("")).and(request -> !request.blob().isEmpty());
  }

  public static Predicate<AzuriteRequest> read() {
    return method("GET").and(comp("")).and(request -> !request.blob().isEmpty());
  }
}
