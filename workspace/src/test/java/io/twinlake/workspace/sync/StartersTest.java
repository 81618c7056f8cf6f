package io.twinlake.workspace.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinlake.workspace.model.Kind;
import io.twinlake.workspace.model.Tree;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartersTest {
  private final Starters starters = new Starters(true);

  private static ObjectNode json(String text) {
    return Tree.parse(text.getBytes(StandardCharsets.UTF_8), "test");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "JOB | {'schedule':{'pause_status':'UNPAUSED'}} | {'schedule':{'pause_status':'PAUSED'}}",
        "JOB | {'continuous':{'pause_status':'UNPAUSED'}} | {'continuous':{'pause_status':'PAUSED'}}",
        "JOB | {'trigger':{'pause_status':'UNPAUSED'}} | {'trigger':{'pause_status':'PAUSED'}}",
        "JOB | {'triggers':[{'pause_status':'PAUSED'},{'pause_status':'UNPAUSED'}]} | {'triggers':[{'pause_status':'PAUSED'},{'pause_status':'PAUSED'}]}",
        "JOB | {'max_concurrent_runs':5} | {'max_concurrent_runs':0}",
        "PIPELINE | {'continuous':true} | {'continuous':false}",
        "INSTANCE_POOL | {'min_idle_instances':2} | {'min_idle_instances':0}",
        "ALERT | {'schedule':{'pause_status':'UNPAUSED'}} | {'schedule':{'pause_status':'PAUSED'}}",
      })
  void restsAndWakesAgainAsItWas(Kind kind, String awake, String resting) {
    ObjectNode before = json(awake.replace('\'', '"'));
    Map<String, String> intent = starters.intent(kind, before);
    ObjectNode rests = starters.resting(kind, before);
    assertThat(Tree.text(rests)).isEqualTo(resting.replace('\'', '"'));
    assertThat(starters.isActive(kind, before)).isTrue();
    assertThat(starters.isActive(kind, rests)).isFalse();
    assertThat(Tree.text(starters.with(kind, rests, intent))).isEqualTo(Tree.text(before));
    assertThat(starters.hash(kind, before)).isEqualTo(starters.hash(kind, rests));
  }

  @Test
  void whatWasPausedStaysPaused() {
    ObjectNode paused =
        json("{\"schedule\":{\"pause_status\":\"PAUSED\"},\"max_concurrent_runs\":0}");
    assertThat(starters.isActive(Kind.JOB, paused)).isFalse();
    assertThat(Tree.text(starters.with(Kind.JOB, paused, starters.intent(Kind.JOB, paused))))
        .isEqualTo(Tree.text(paused));
  }

  @Test
  void jobsMayRestWithoutBeingLocked() {
    ObjectNode job = json("{\"max_concurrent_runs\":5}");
    assertThat(new Starters(false).resting(Kind.JOB, job)).isEqualTo(job);
  }
}
