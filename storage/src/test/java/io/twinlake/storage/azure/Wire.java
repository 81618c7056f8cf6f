package io.twinlake.storage.azure;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.HttpPipelineNextPolicy;
import com.azure.core.http.HttpPipelineNextSyncPolicy;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.HttpPipelinePolicy;
import com.azure.core.util.BinaryData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Predicate;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What may go wrong between the store and the service, as policies in front of the wire. */
final class Wire {
  private Wire() {}

  abstract static class SyncOnly implements HttpPipelinePolicy {
    @Override
    public Mono<HttpResponse> process(
        HttpPipelineCallContext context, HttpPipelineNextPolicy next) {
      throw new UnsupportedOperationException("The store asks synchronously");
    }

    @Override
    public abstract HttpResponse processSync(
        HttpPipelineCallContext context, HttpPipelineNextSyncPolicy next);
  }

  /** Changes one byte of each content that is sent. */
  static final class Damage extends SyncOnly {
    @Override
    public HttpResponse processSync(
        HttpPipelineCallContext context, HttpPipelineNextSyncPolicy next) {
      BinaryData body = context.getHttpRequest().getBodyAsBinaryData();
      if (body != null && body.toBytes().length > 0) {
        byte[] bytes = body.toBytes().clone();
        bytes[0] ^= 1;
        context.getHttpRequest().setBody(BinaryData.fromBytes(bytes));
      }
      return next.processSync();
    }
  }

  /** Answers in the service's place, which is not asked. */
  static final class Answer extends SyncOnly {
    private final Predicate<HttpRequest> which;
    private final int status;
    private final Map<String, String> headers;

    Answer(Predicate<HttpRequest> which, int status, Map<String, String> headers) {
      this.which = which;
      this.status = status;
      this.headers = headers;
    }

    @Override
    public HttpResponse processSync(
        HttpPipelineCallContext context, HttpPipelineNextSyncPolicy next) {
      return which.test(context.getHttpRequest())
          ? new Canned(context.getHttpRequest(), status, headers)
          : next.processSync();
    }
  }

  /** Lets the request through and loses the answer. */
  static final class Reset extends SyncOnly {
    private final Predicate<HttpRequest> which;
    private final String message;

    Reset(Predicate<HttpRequest> which, String message) {
      this.which = which;
      this.message = message;
    }

    @Override
    public HttpResponse processSync(
        HttpPipelineCallContext context, HttpPipelineNextSyncPolicy next) {
      HttpResponse response = next.processSync();
      if (which.test(context.getHttpRequest())) {
        response.close();
        throw new UncheckedIOException(
            new IOException(message + " for " + context.getHttpRequest().getUrl()));
      }
      return response;
    }
  }

  static boolean isPut(HttpRequest request) {
    return request.getHttpMethod() == HttpMethod.PUT;
  }

  private static final class Canned extends HttpResponse {
    private final int status;
    private final HttpHeaders headers = new HttpHeaders();

    Canned(HttpRequest request, int status, Map<String, String> headers) {
      super(request);
      this.status = status;
      headers.forEach((name, value) -> this.headers.set(HttpHeaderName.fromString(name), value));
    }

    @Override
    public int getStatusCode() {
      return status;
    }

    @Override
    @Deprecated
    public String getHeaderValue(String name) {
      return headers.getValue(HttpHeaderName.fromString(name));
    }

    @Override
    public HttpHeaders getHeaders() {
      return headers;
    }

    @Override
    public Flux<ByteBuffer> getBody() {
      return Flux.empty();
    }

    @Override
    public Mono<byte[]> getBodyAsByteArray() {
      return Mono.just(new byte[0]);
    }

    @Override
    public Mono<String> getBodyAsString() {
      return getBodyAsString(StandardCharsets.UTF_8);
    }

    @Override
    public Mono<String> getBodyAsString(Charset charset) {
      return Mono.just("");
    }
  }
}
