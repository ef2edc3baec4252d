/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.github.natsboot.sample.order;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/**
 * What can be wrong with a request for an order, as problem details.
 */
abstract class OrderProblem extends ErrorResponseException {

	OrderProblem(HttpStatus status, String title, String detail, String id, @Nullable Throwable cause) {
		super(status, problem(status, title, detail, id), cause);
	}

	private static ProblemDetail problem(HttpStatus status, String title, String detail, String id) {
		ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
		problem.setTitle(title);
		problem.setProperty("id", id);
		return problem;
	}

	/**
	 * There is no such order.
	 */
	static class NotFound extends OrderProblem {

		NotFound(String id) {
			super(HttpStatus.NOT_FOUND, "No such order", "There is no order with this id.", id, null);
		}

	}

	/**
	 * There is another order with the same id.
	 */
	static class Conflict extends OrderProblem {

		Conflict(String id) {
			super(HttpStatus.CONFLICT, "Id in use", "There is another order with this id.", id, null);
		}

	}

	/**
	 * The order may be stored or not.
	 */
	static class NotConfirmed extends OrderProblem {

		NotConfirmed(String id, Exception cause) {
			super(HttpStatus.SERVICE_UNAVAILABLE, "Order not confirmed",
					"It is not known whether the order is stored. Send it again with this id: it is stored once.", id,
					cause);
			getHeaders().set(HttpHeaders.RETRY_AFTER, "2");
		}

	}

}
