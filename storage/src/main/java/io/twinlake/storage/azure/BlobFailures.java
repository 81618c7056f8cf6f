package io.twinlake.storage.azure;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import io.twinlake.core.Effect;
import io.twinlake.core.store.AccessDeniedException;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectType;
import io.twinlake.core.store.OutcomeUnknownException;
import io.twinlake.core.store.PreconditionFailedException;
import io.twinlake.core.store.Refusal;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import io.twinlake.core.store.VersionChangedException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLHandshakeException;

/**
 * Turns an answer of the service, or the lack of one, into what the failed call left behind and
 * what to do next. Nothing of the service's own text is passed on: it quotes URLs, which carry
 * signatures.
 *
 * @see <a
 *     href="https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes">Error
 *     codes</a>
 */
final class BlobFailures {
  private static final HttpHeaderName ERROR_CODE = HttpHeaderName.fromString("x-ms-error-code");
  private static final HttpHeaderName REQUEST_ID = HttpHeaderName.fromString("x-ms-request-id");
  private static final HttpHeaderName RETRY_AFTER_MS =
      HttpHeaderName.fromString("x-ms-retry-after-ms");
  private static final HttpHeaderName SOURCE_STATUS =
      HttpHeaderName.fromString("x-ms-copy-source-status-code");
  private static final HttpHeaderName SOURCE_CODE =
      HttpHeaderName.fromString("x-ms-copy-source-error-code");

  private static final Set<String> NAME_CODES =
      Set.of("InvalidResourceName", "InvalidUri", "OutOfRangeInput", "InvalidBlobName");
  private static final Set<String> DAMAGE_CODES =
      Set.of("Md5Mismatch", "Crc64Mismatch", "InvalidMd5");

  private final AzurePlace place;
  private final AzureCredential credential;

  BlobFailures(AzurePlace place, AzureCredential credential) {
    this.place = place;
    this.credential = credential;
  }

  static String code(HttpHeaders headers) {
    return Optional.ofNullable(headers.getValue(ERROR_CODE)).orElse("");
  }

  /** What an answer that is not a success means for {@code call}. */
  RuntimeException of(BlobCall call, int status, HttpHeaders headers) {
    String code = code(headers);
    if (code.startsWith("Container")) {
      return container(call, status, code);
    }
    if (call.source().isPresent() && isAboutTheSource(code)) {
      return source(call, call.source().get(), status, headers);
    }
    if (code.startsWith("BlobImmutable")) {
      return refused(
          StoreProblem.IMMUTABLE,
          call,
          "a legal hold or immutability policy protects it. It was left as it is; ask who set the policy");
    }
    if (code.startsWith("Lease") || code.contains("Lease")) {
      return refused(
          StoreProblem.LEASED,
          call,
          "somebody holds a lease on it. It was left as it is; end the lease, then run again");
    }
    if (isArchived(code)) {
      return refused(
          StoreProblem.ARCHIVED, call, "it is in the archive tier. Rehydrate it, then run again");
    }
    if (isAboutKeys(code)) {
      return encrypted(call, code);
    }
    return switch (status) {
      case 400 -> badRequest(call, code, headers);
      case 401, 403 ->
          code.equals("UnauthorizedBlobOverwrite") ? precondition(call) : denied(call, code);
      case 404 -> missing(call, code);
      case 409 -> conflict(call, code, headers);
      case 412 -> precondition(call);
      case 429, 503 -> throttled(call, status, headers);
      case 408, 500, 502, 504 -> noAnswer(call, "HTTP " + status + " " + code, headers);
      default -> other(call, status, code, headers);
    };
  }

  private RuntimeException container(BlobCall call, int status, String code) {
    if (code.equals("ContainerNotFound")) {
      return new StoreException(
          Effect.NONE_DO_NOT_RETRY,
          StoreProblem.ROOT_MISSING,
          "Container %s of account %s does not exist. Check the spelling, or create it."
              .formatted(place.container(), place.account()));
    }
    return new StoreException(
        Effect.NONE_MAY_RETRY,
        StoreProblem.UNAVAILABLE,
        "Cannot %s: container %s of account %s answers %d %s. Try again in a minute."
            .formatted(call.description(), place.container(), place.account(), status, code));
  }

  private static boolean isArchived(String code) {
    return code.equals("BlobArchived") || code.equals("BlobBeingRehydrated");
  }

  /** Keys that customers provide with each request, encryption scopes, and keys in a vault. */
  private static boolean isAboutKeys(String code) {
    return code.contains("CustomerSpecifiedEncryption")
        || code.contains("EncryptionPolicy")
        || code.contains("EncryptionScope")
        || code.startsWith("KeyVault");
  }

  private StoreException encrypted(BlobCall call, String code) {
    return refused(
        StoreProblem.ENCRYPTED,
        call,
        ("it needs an encryption key or scope of its own (%s). Customer-provided keys are not supported; look"
                + " at the container's default encryption scope and at the account's key vault")
            .formatted(code));
  }

  private static boolean isAboutTheSource(String code) {
    return code.startsWith("CannotVerifyCopySource")
        || code.startsWith("Source")
        || code.startsWith("CopySource")
        || code.equals("InvalidCopySource")
        || code.equals("InvalidSourceBlobType")
        || code.equals("BlobNotFound")
        || code.equals("ResourceNotFound")
        || code.equals("CannotVerifySource");
  }

  /** A copy failed on its source's side: nothing was written. */
  private RuntimeException source(
      BlobCall call, ObjectEntry object, int status, HttpHeaders headers) {
    String code = Optional.ofNullable(headers.getValue(SOURCE_CODE)).orElse(code(headers));
    int sourceStatus = number(headers.getValue(SOURCE_STATUS)).orElse(status);
    if (sourceStatus == 412 || code.equals("SourceConditionNotMet")) {
      return VersionChangedException.changed(object.path(), object.version());
    }
    if (sourceStatus == 404) {
      return VersionChangedException.gone(object.path(), object.version());
    }
    if (isArchived(code) || object.type() == ObjectType.ARCHIVED) {
      return refused(
          StoreProblem.ARCHIVED, call, "its source is in the archive tier. Rehydrate it first");
    }
    if (isAboutKeys(code)) {
      return refused(
          StoreProblem.ENCRYPTED,
          call,
          "its source is encrypted with a key that its owner keeps (" + code + ")");
    }
    if (sourceStatus == 401 || sourceStatus == 403) {
      return new StoreException(
          Effect.NONE_DO_NOT_RETRY,
          StoreProblem.ACCESS_DENIED,
          ("Cannot %s: the source account refuses to let %s be read (%d %s). Its identity needs the role"
                  + " 'Storage Blob Data Reader', or a signature with read permission whose time is not over"
                  + " (%s of the source account), and the source's firewall must let the target account in.")
              .formatted(
                  call.description(),
                  object.path(),
                  sourceStatus,
                  code,
                  AzureCredentials.FIXED_SAS));
    }
    if (sourceStatus == 429 || sourceStatus == 503) {
      return new StoreException(
          Effect.NONE_MAY_RETRY,
          StoreProblem.THROTTLED,
          "Cannot %s: the source account is over its rate (HTTP %d). Nothing was written; ask again later."
              .formatted(call.description(), sourceStatus),
          retryAfter(headers),
          null);
    }
    return new StoreException(
        Effect.NONE_MAY_RETRY,
        sourceStatus == 408 || sourceStatus >= 500 ? StoreProblem.UNAVAILABLE : StoreProblem.OTHER,
        "Cannot %s: the service cannot read the source (%d %s). Nothing was written.%s"
            .formatted(call.description(), sourceStatus, code, requestId(headers)));
  }

  private static Optional<Integer> number(String text) {
    return Optional.ofNullable(text)
        .map(String::trim)
        .filter(digits -> digits.matches("\\d{3}"))
        .map(Integer::parseInt);
  }

  private RuntimeException badRequest(BlobCall call, String code, HttpHeaders headers) {
    if (DAMAGE_CODES.contains(code)) {
      return new StoreException(
          Effect.NONE_MAY_RETRY,
          StoreProblem.CORRUPTED,
          "Cannot %s: the bytes that arrived are not those that were sent (%s). Nothing was written."
              .formatted(call.description(), code));
    }
    if (NAME_CODES.contains(code) && call.path().isPresent()) {
      return refused(
          StoreProblem.UNSUPPORTED_NAME, call, "the service refuses its name (" + code + ")");
    }
    if (code.equals("InvalidBlobOrBlock")) {
      return refused(
          StoreProblem.OTHER,
          call,
          "another tool left unfinished blocks there whose ids have another length. They go away by themselves a"
              + " week after the last one, or at once when the blob is written in one request");
    }
    return other(call, 400, code, headers);
  }

  /**
   * Which words fit is told by the code: a wrong key, a missing role and a firewall are all 403.
   */
  private AccessDeniedException denied(BlobCall call, String code) {
    Refusal refusal = refusal(code);
    return new AccessDeniedException(
        Effect.NONE_DO_NOT_RETRY,
        refusal,
        call.description(),
        "account %s refuses the %s in use (%s).".formatted(place.account(), credential, code),
        Remedies.of(refusal, credential, place, call.changes())
            + credential.ifItsTimeIsOver(place.hosts().get(0)));
  }

  static Refusal refusal(String code) {
    return switch (code) {
      case "AuthenticationFailed",
          "InvalidAuthenticationInfo",
          "NoAuthenticationInformation",
          "KeyBasedAuthenticationNotPermitted" ->
          Refusal.CREDENTIAL;
      case "AuthorizationPermissionMismatch",
          "InsufficientAccountPermissions",
          "AuthorizationResourceTypeMismatch",
          "AuthorizationServiceMismatch",
          "AuthorizationProtocolMismatch" ->
          Refusal.PERMISSION;
      case "AuthorizationSourceIPMismatch", "PublicAccessNotPermitted" -> Refusal.NETWORK;
      default -> Refusal.UNCLEAR;
    };
  }

  private RuntimeException missing(BlobCall call, String code) {
    if (call.pinned().isPresent()) {
      return VersionChangedException.gone(call.path().orElseThrow(), call.pinned().get());
    }
    if (call.expected().isPresent()) {
      return precondition(call);
    }
    if (call.path().isEmpty()) {
      return new StoreException(
          Effect.NONE_DO_NOT_RETRY,
          StoreProblem.UNAVAILABLE,
          "Cannot %s: no account %s, or no container %s in it, is known there (%s). Check the spelling of both."
              .formatted(call.description(), place.account(), place.container(), code));
    }
    return new StoreException(
        Effect.NONE_DO_NOT_RETRY,
        // Neither a block nor a whole object needs anything to be there but its container.
        StoreProblem.UNAVAILABLE,
        "Cannot %s: account %s does not know it (%s). See that its container is still there, then run again."
            .formatted(call.description(), place.account(), code));
  }

  private RuntimeException conflict(BlobCall call, String code, HttpHeaders headers) {
    if (code.equals("BlobAlreadyExists")) {
      return precondition(call);
    }
    if (code.equals("InvalidBlobType")) {
      return refused(
          StoreProblem.UNSUPPORTED_TYPE,
          call,
          "an append or page blob is there, which is never converted");
    }
    if (code.equals("SnapshotsPresent")) {
      return refused(StoreProblem.OTHER, call, "it has snapshots. Remove them first");
    }
    if (code.equals("PendingCopyOperation") || code.equals("OperationTimedOut")) {
      return noAnswer(call, "HTTP 409 " + code, headers);
    }
    return other(call, 409, code, headers);
  }

  private RuntimeException precondition(BlobCall call) {
    if (call.path().isEmpty()) {
      return new StoreException(
          Effect.NONE_DO_NOT_RETRY,
          StoreProblem.OTHER,
          "Cannot %s: account %s answers that a condition is not met, and none was asked for. Is there something between us and the account?"
              .formatted(call.description(), place.account()));
    }
    ObjectPath path = call.path().orElseThrow();
    if (call.pinned().isPresent()) {
      return VersionChangedException.changed(path, call.pinned().get());
    }
    if (call.expected().isEmpty() && call.source().isPresent()) {
      ObjectEntry object = call.source().get();
      return VersionChangedException.changed(object.path(), object.version());
    }
    return new PreconditionFailedException(path, call.expected().orElse(Expected.absent()));
  }

  private StoreException throttled(BlobCall call, int status, HttpHeaders headers) {
    return new StoreException(
        Effect.NONE_MAY_RETRY,
        StoreProblem.THROTTLED,
        "Cannot %s: account %s is over its rate (HTTP %d). Nothing was changed; ask again later."
            .formatted(call.description(), place.account(), status),
        retryAfter(headers),
        null);
  }

  private static Duration retryAfter(HttpHeaders headers) {
    try {
      String millis = headers.getValue(RETRY_AFTER_MS);
      if (millis != null) {
        return Duration.ofMillis(Long.parseLong(millis.trim()));
      }
      String seconds = headers.getValue(HttpHeaderName.RETRY_AFTER);
      return seconds == null ? Duration.ZERO : Duration.ofSeconds(Long.parseLong(seconds.trim()));
    } catch (NumberFormatException aDateInstead) {
      return Duration.ZERO;
    }
  }

  /** The service, or something on the way to it, does not say whether it did what was asked. */
  private RuntimeException noAnswer(BlobCall call, String why, HttpHeaders headers) {
    return unanswered(call, new IOException(why.strip() + requestId(headers)));
  }

  /** No answer came, or only a part of one. */
  RuntimeException transport(BlobCall call, Throwable failure) {
    if (failure instanceof IllegalArgumentException) {
      return new StoreException(
          Effect.NONE_DO_NOT_RETRY,
          StoreProblem.OTHER,
          "Cannot %s: the HTTP client refuses to send the request, most likely for a metadata name. Nothing was written."
              .formatted(call.description()),
          Redaction.of(failure));
    }
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      if (neverConnected(each)) {
        return new StoreException(
            Effect.NONE_MAY_RETRY,
            StoreProblem.UNAVAILABLE,
            "Cannot %s: no connection to account %s. Nothing was changed. Check the account's name, the network and DNS."
                .formatted(call.description(), place.account()),
            Redaction.of(failure));
      }
    }
    return unanswered(call, Redaction.of(failure));
  }

  private static boolean neverConnected(Throwable failure) {
    return failure instanceof ConnectException
        || failure instanceof HttpConnectTimeoutException
        || failure instanceof UnknownHostException
        || failure instanceof UnresolvedAddressException
        || failure instanceof SSLHandshakeException;
  }

  private RuntimeException unanswered(BlobCall call, IOException cause) {
    if (call.changes()) {
      return new OutcomeUnknownException(
          call.path().orElse(ObjectPath.of(place.container())),
          "the request to " + call.what(),
          cause);
    }
    return new StoreException(
        Effect.NONE_MAY_RETRY,
        StoreProblem.UNAVAILABLE,
        "Cannot %s: account %s did not answer. Try again later."
            .formatted(call.description(), place.account()),
        cause);
  }

  private StoreException refused(StoreProblem problem, BlobCall call, String why) {
    return new StoreException(
        Effect.NONE_DO_NOT_RETRY,
        problem,
        "Cannot %s in container %s of account %s: %s."
            .formatted(call.description(), place.container(), place.account(), why));
  }

  private StoreException other(BlobCall call, int status, String code, HttpHeaders headers) {
    return new StoreException(
        Effect.NONE_DO_NOT_RETRY,
        StoreProblem.OTHER,
        "Cannot %s in container %s of account %s: the service answers %d %s.%s"
            .formatted(
                call.description(),
                place.container(),
                place.account(),
                status,
                code,
                requestId(headers)));
  }

  private static String requestId(HttpHeaders headers) {
    String id = headers.getValue(REQUEST_ID);
    return id == null ? "" : " Request id " + Redaction.of(id) + ".";
  }
}
