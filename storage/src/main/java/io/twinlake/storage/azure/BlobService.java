package io.twinlake.storage.azure;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpPipeline;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.Context;
import io.twinlake.core.ReplicationException;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import io.twinlake.core.store.Wire;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Sends requests to one container through the SDK's pipeline, and turns what is not a success into
 * exceptions. It does not retry: what wraps a store decides that, since it counts and knows the
 * deadline.
 *
 * <p>The SDK signs, renews and transports. Its typed clients are not used: they decode the blob
 * names that they are given, and put URLs with signatures into their exceptions.
 */
final class BlobService {
  private static final Context WHOLE_BODY = new Context("azure-eagerly-read-response", true);

  /** The HTTP client's own name for it. */
  private static final String RESPONSE_TIMEOUT = "azure-response-timeout";

  private static final Set<Integer> SUCCESS =
      IntStream.range(200, 300).boxed().collect(Collectors.toUnmodifiableSet());

  private static final HttpHeaderName VERSION_ID = HttpHeaderName.fromString("x-ms-version-id");

  private final HttpPipeline pipeline;
  private final String containerUrl;
  private final BlobFailures failures;
  private final Wire wire;
  private final ServiceClock clock = new ServiceClock(System::nanoTime);
  private volatile Optional<Boolean> versioning = Optional.empty();

  /**
   * @param wire told of each request: nothing on the way behind it sends one of its own
   */
  BlobService(HttpPipeline pipeline, String containerUrl, BlobFailures failures, Wire wire) {
    this.pipeline = pipeline;
    this.containerUrl = containerUrl;
    this.failures = failures;
    this.wire = wire;
  }

  String containerUrl() {
    return containerUrl;
  }

  ServiceClock clock() {
    return clock;
  }

  /** Whether the account keeps versions, by the last blob that was written here. */
  Optional<Boolean> versioning() {
    return versioning;
  }

  Wire wire() {
    return wire;
  }

  BlobFailures failures() {
    return failures;
  }

  /** Sends and reads the whole answer; any 2xx is a success. */
  HttpResponse send(BlobRequest request, BlobCall call) {
    return accept(whole(request, call), call, SUCCESS);
  }

  /** The same, where some other answers are no failures either. */
  HttpResponse send(BlobRequest request, BlobCall call, Set<String> errorCodesToo) {
    HttpResponse response = whole(request, call);
    return errorCodesToo.contains(BlobFailures.code(response.getHeaders()))
        ? response
        : accept(response, call, SUCCESS);
  }

  /** Sends and leaves the body of the answer to the caller, who closes it. */
  HttpResponse open(BlobRequest request, BlobCall call) {
    return accept(exchange(request, call, Context.NONE), call, SUCCESS);
  }

  private HttpResponse whole(BlobRequest request, BlobCall call) {
    HttpResponse response = exchange(request, call, WHOLE_BODY);
    if (request.method() == HttpMethod.GET) {
      wire.received(response.getBodyAsBinaryData().toBytes().length);
    }
    return response;
  }

  private HttpResponse exchange(BlobRequest request, BlobCall call, Context context) {
    wire.request(request.kind(), request.bytes());
    HttpResponse response;
    try {
      response = pipeline.sendSync(toHttp(request), contextOf(request, context));
    } catch (ReplicationException ours) {
      throw ours;
    } catch (RuntimeException e) {
      throw failures.transport(call, e);
    }
    clock.saw(response.getHeaders());
    if (response.getStatusCode() == 201 && call.expected().isPresent()) {
      versioning = Optional.of(response.getHeaderValue(VERSION_ID) != null);
    }
    return response;
  }

  private static Context contextOf(BlobRequest request, Context context) {
    Context named = context.addData(BlobPipeline.NAME, request.name());
    return request.patience().map(most -> named.addData(RESPONSE_TIMEOUT, most)).orElse(named);
  }

  private HttpResponse accept(HttpResponse response, BlobCall call, Set<Integer> accepted) {
    if (accepted.contains(response.getStatusCode())) {
      return response;
    }
    response.close();
    RuntimeException failure = failures.of(call, response.getStatusCode(), response.getHeaders());
    if (failure instanceof StoreException refused && refused.problem() == StoreProblem.THROTTLED) {
      wire.throttled(refused.retryAfter().orElse(Duration.ZERO));
    }
    throw failure;
  }

  private HttpRequest toHttp(BlobRequest request) {
    HttpRequest http = new HttpRequest(request.method(), url(request.url(containerUrl)));
    request
        .headers()
        .forEach((name, value) -> http.setHeader(HttpHeaderName.fromString(name), value));
    request.body().ifPresent(http::setBody);
    return http;
  }

  private static URL url(String url) {
    try {
      return URI.create(url).toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException("Not a URL", e);
    }
  }
}
