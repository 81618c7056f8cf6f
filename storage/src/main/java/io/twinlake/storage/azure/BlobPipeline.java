package io.twinlake.storage.azure;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpPipeline;
import com.azure.core.http.HttpPipelineBuilder;
import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.HttpPipelineNextPolicy;
import com.azure.core.http.HttpPipelineNextSyncPolicy;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.core.http.policy.HttpPipelinePolicy;
import com.azure.core.http.policy.HttpPipelineSyncPolicy;
import com.azure.storage.common.policy.StorageSharedKeyCredentialPolicy;
import io.twinlake.core.Effect;
import io.twinlake.core.store.StoreContext;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Mono;

/**
 * The way of a request to the service: named, dated, signed, sent by the JDK's HTTP client. Nothing
 * on it retries.
 */
final class BlobPipeline {
  /** Knows everything that is asked: sources by bearer token, encoded names, 4000 MiB blocks. */
  private static final String SERVICE_VERSION = "2023-11-03";

  /** Where a request's context says which blob it is for, raw; absent for the container. */
  static final String NAME = "twinlake-blob-name";

  static final HttpHeaderName RENAME_SOURCE = HttpHeaderName.fromString("x-ms-rename-source");

  private static final String TIMEOUT = StoreContext.REQUEST_TIMEOUT;
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(15);
  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT);

  /** One per timeout and JVM, since each has threads and connections. */
  private static final Map<Duration, HttpClient> CLIENTS = new ConcurrentHashMap<>();

  private BlobPipeline() {}

  /**
   * @param last what else stands before the wire, behind the signature
   */
  static HttpPipeline of(
      StoreContext context, AzureCredential credential, List<HttpPipelinePolicy> last) {
    List<HttpPipelinePolicy> policies = new ArrayList<>();
    policies.add(new Naming(context.requester()));
    policies.add(signing(credential));
    policies.add(new WithoutEmptyLength());
    policies.addAll(last);
    return new HttpPipelineBuilder()
        .httpClient(CLIENTS.computeIfAbsent(timeout(context), BlobPipeline::client))
        .policies(policies.toArray(HttpPipelinePolicy[]::new))
        .build();
  }

  private static Duration timeout(StoreContext context) {
    return context
        .get(TIMEOUT)
        .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds.trim())))
        .orElse(DEFAULT_TIMEOUT);
  }

  private static HttpClient client(Duration timeout) {
    return new JdkHttpClientBuilder(
            java.net.http.HttpClient.newBuilder()
                .version(java.net.http.HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT))
        .connectionTimeout(CONNECT_TIMEOUT)
        .responseTimeout(timeout)
        .readTimeout(timeout)
        .writeTimeout(timeout)
        .build();
  }

  private static HttpPipelinePolicy signing(AzureCredential credential) {
    if (credential instanceof AzureCredential.SharedKey shared) {
      return new StorageSharedKeyCredentialPolicy(shared.key());
    }
    if (credential instanceof AzureCredential.Sas sas) {
      return new SasPolicy(sas);
    }
    return new BearerPolicy((AzureCredential.Bearer) credential);
  }

  /** Says who asks, so that the service's log shows which run and task each request was of. */
  private static final class Naming extends HttpPipelineSyncPolicy {
    private static final HttpHeaderName CLIENT_REQUEST_ID =
        HttpHeaderName.fromString("x-ms-client-request-id");
    private static final HttpHeaderName VERSION = HttpHeaderName.fromString("x-ms-version");
    private static final HttpHeaderName DATE = HttpHeaderName.fromString("x-ms-date");

    private final String requester;
    private final String store = UUID.randomUUID().toString().substring(0, 8);
    private final AtomicLong count = new AtomicLong();

    Naming(String requester) {
      this.requester = requester;
    }

    @Override
    protected void beforeSendingRequest(HttpPipelineCallContext context) {
      HttpRequest request = context.getHttpRequest();
      request.setHeader(CLIENT_REQUEST_ID, requester + "/" + store + "-" + count.incrementAndGet());
      request.setHeader(VERSION, SERVICE_VERSION);
      request.setHeader(DATE, ZonedDateTime.now(ZoneOffset.UTC).format(HTTP_DATE));
      request.setHeader(HttpHeaderName.USER_AGENT, "twinlake");
      if (request.getBodyAsBinaryData() == null) {
        // The SDK signs the word "null" where it is missing.
        request.setHeader(HttpHeaderName.CONTENT_LENGTH, "0");
      }
    }
  }

  /** The JDK's client sets the length itself, and warns where others do. */
  private static final class WithoutEmptyLength extends HttpPipelineSyncPolicy {
    @Override
    protected void beforeSendingRequest(HttpPipelineCallContext context) {
      HttpRequest request = context.getHttpRequest();
      if (request.getBodyAsBinaryData() == null) {
        request.getHeaders().remove(HttpHeaderName.CONTENT_LENGTH);
      }
    }
  }

  private static final class SasPolicy extends HttpPipelineSyncPolicy {
    private final AzureCredential.Sas sas;

    SasPolicy(AzureCredential.Sas sas) {
      this.sas = sas;
    }

    @Override
    protected void beforeSendingRequest(HttpPipelineCallContext context) {
      HttpRequest request = context.getHttpRequest();
      String url = request.getUrl().toString();
      String name = context.getData(NAME).map(Object::toString).orElse("");
      String token = sas.source().token("/" + name, operation(request));
      request.setUrl(url + (url.indexOf('?') < 0 ? '?' : '&') + token);
    }
  }

  private static String operation(HttpRequest request) {
    String query = request.getUrl().getQuery() == null ? "" : request.getUrl().getQuery();
    if (query.contains("action=setAccessControl")) {
      return "set-acl";
    }
    if (query.contains("action=getAccessControl")) {
      return "get-acl";
    }
    if (query.contains("resource=directory")) {
      return "create-directory";
    }
    if (request.getHeaders().get(RENAME_SOURCE) != null) {
      return "rename-destination";
    }
    return switch (request.getHttpMethod()) {
      case GET -> query.contains("comp=list") ? "list" : "read";
      case HEAD -> "read";
      case DELETE -> "delete";
      default -> "write";
    };
  }

  /** A token that the service refuses although we believed in it is renewed once. */
  private static final class BearerPolicy implements HttpPipelinePolicy {
    private final AzureCredential.Bearer bearer;

    BearerPolicy(AzureCredential.Bearer bearer) {
      this.bearer = bearer;
    }

    @Override
    public Mono<HttpResponse> process(
        HttpPipelineCallContext context, HttpPipelineNextPolicy next) {
      throw new UnsupportedOperationException("The store asks synchronously");
    }

    @Override
    public HttpResponse processSync(
        HttpPipelineCallContext context, HttpPipelineNextSyncPolicy next) {
      HttpRequest request = context.getHttpRequest();
      if (!request.getUrl().getProtocol().equals("https")) {
        throw new StoreException(
            Effect.NONE_DO_NOT_RETRY,
            StoreProblem.ACCESS_DENIED,
            "A bearer token is never sent without TLS. Use an abfss URI, or remove fs.azure.always.use.https=false.");
      }
      HttpPipelineNextSyncPolicy again = next.clone();
      String token = bearer.token().value();
      request.setHeader(HttpHeaderName.AUTHORIZATION, "Bearer " + token);
      HttpResponse response = next.processSync();
      if (response.getStatusCode() != 401 || !bearer.token().renew(token)) {
        return response;
      }
      response.close();
      request.setHeader(HttpHeaderName.AUTHORIZATION, "Bearer " + bearer.token().value());
      return again.processSync();
    }
  }
}
