package io.greenhouse.client;

import io.greenhouse.Climate;
import io.greenhouse.IGreenhouse;
import io.greenhouse.UnknownRoomException;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.RemotingException;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What the page asks for. */
@RestController
public class GreenhouseController {
  private final IGreenhouse greenhouse;

  GreenhouseController(IGreenhouse greenhouse) {
    this.greenhouse = greenhouse;
  }

  /** What was received last: this asks nobody. */
  @GetMapping("/api/climate")
  Climate climate() {
    Climate last = greenhouse.getClimate();
    return last == null ? new Climate(Map.of(), 0) : last;
  }

  @PostMapping("/api/calibrate")
  void calibrate(@RequestParam String room, @RequestParam double offset)
      throws UnknownRoomException {
    greenhouse.calibrate(room, offset);
  }

  @ExceptionHandler
  ResponseEntity<String> unknownRoom(UnknownRoomException e) {
    return ResponseEntity.status(HttpStatus.NOT_FOUND).body(e.getMessage());
  }

  @ExceptionHandler
  ResponseEntity<String> failed(RemotingException e) {
    HttpStatus status =
        e.code() == ErrorCode.INVALID_ARGUMENT ? HttpStatus.BAD_REQUEST : HttpStatus.BAD_GATEWAY;
    return ResponseEntity.status(status).body(e.getMessage());
  }
}
